//! Which addresses webhooks may be sent to. A name is looked up and judged at the moment of connecting, so a name that
//! turns to another address later gains nothing.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower::Service;
use url::{Host, Url};

/// Which networks targets may be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Networks {
    /// The internet, by HTTPS.
    Public,
    /// The internet and private networks, by HTTP or HTTPS.
    Private,
}

impl Networks {
    /// Why nothing may be sent to `url`, as far as that can be told without looking up its name.
    pub(crate) fn refusal(self, url: &Url) -> Option<&'static str> {
        let address = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) | None => None,
        };
        if url.scheme() == "http" && self == Self::Public {
            return Some("must be https unless FANOUT_PRIVATE_TARGETS is true");
        }
        address.filter(|address| !self.allow(*address)).map(|_| "has an address that is not allowed")
    }

    /// Whether `address` may be connected to. Never one of this link, where clouds keep credentials.
    pub(crate) fn allow(self, address: IpAddr) -> bool {
        match address {
            IpAddr::V4(address) => self.allow_v4(address),
            IpAddr::V6(address) => self.allow_v6(address),
        }
    }

    fn allow_v4(self, address: Ipv4Addr) -> bool {
        let [a, b, c, _] = address.octets();
        let never = a == 0
            || address.is_link_local()
            || address.is_multicast()
            || address.is_documentation()
            || a >= 240
            || (a, b, c) == (192, 0, 0)
            // benchmarks of networks
            || (a == 198 && (b == 18 || b == 19));
        // carriers share 100.64/10 out, and clouds use it inside
        let private = address.is_private() || address.is_loopback() || (a == 100 && (64..128).contains(&b));
        !never && (self == Self::Private || !private)
    }

    fn allow_v6(self, address: Ipv6Addr) -> bool {
        match address.segments() {
            // an IPv4 address in other clothes: mapped, or by way of a translator
            [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
                let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
                self.allow_v4(Ipv4Addr::new(a, b, c, d))
            }
            // the metadata service of EC2
            [0xfd00, 0xec2, ..] => false,
            _ if address.is_loopback() || address.is_unique_local() => self == Self::Private,
            // of what is left only global unicast, without documentation, tunnels and protocol assignments
            [0x2001, 0..0x200 | 0xdb8, ..] | [0x2002, ..] => false,
            [first, ..] => (0x2000..0x4000).contains(&first),
        }
    }
}

/// Looks names up and gives only addresses that may be connected to.
#[derive(Clone, Debug)]
pub(crate) struct Resolver {
    pub(crate) networks: Networks,
    pub(crate) system: GaiResolver,
}

impl Service<Name> for Resolver {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.system.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (networks, looked_up) = (self.networks, self.system.call(name));
        Box::pin(async move {
            let allowed: Vec<_> = looked_up.await?.filter(|address| networks.allow(address.ip())).collect();
            if allowed.is_empty() {
                return Err(io::Error::other("the name stands for no address that is allowed"));
            }
            Ok(allowed.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Addresses that are never connected to, those of private networks, and public ones.
    const NEVER: &str = "0.0.0.0 0.1.2.3 169.254.169.254 169.254.170.2 224.0.0.1 240.0.0.1 255.255.255.255 192.0.0.170 \
        192.0.2.1 198.18.0.1 :: fe80::1 ff02::1 fd00:ec2::254 2001:db8::1 2001::1 2002:a9fe:a9fe::1 ::ffff:169.254.169.254 \
        64:ff9b::a9fe:a9fe fec0::1 ::169.254.169.254 100::1";
    const PRIVATE: &str = "10.0.0.1 172.16.0.1 192.168.1.1 127.0.0.1 127.8.8.8 100.64.0.1 ::1 fc00::1 fd12::1 \
        ::ffff:10.0.0.1 64:ff9b::7f00:1";
    const PUBLIC: &str = "1.1.1.1 8.8.8.8 172.32.0.1 100.128.0.1 2606:4700::1111 2001:4860:4860::8888 ::ffff:8.8.8.8";

    #[test]
    fn an_address_is_allowed_by_its_network() {
        for (addresses, by_default, with_private) in
            [(NEVER, false, false), (PRIVATE, false, true), (PUBLIC, true, true)]
        {
            for text in addresses.split_whitespace() {
                let address = text.parse().unwrap();
                assert_eq!(Networks::Public.allow(address), by_default, "{text}");
                assert_eq!(Networks::Private.allow(address), with_private, "{text}");
            }
        }
    }

    #[test]
    fn an_address_in_a_url_is_judged_however_it_is_written() {
        for url in ["https://2852039166/", "https://0xa9.0xfe.0xa9.0xfe/", "https://[::ffff:a9fe:a9fe]/", "https://0/"]
        {
            let url = Url::parse(url).unwrap();
            assert!(Networks::Private.refusal(&url).is_some(), "{url}");
        }
        assert_eq!(Networks::Public.refusal(&Url::parse("https://chat.example.com/").unwrap()), None);
        assert!(Networks::Public.refusal(&Url::parse("http://chat.example.com/").unwrap()).is_some());
        assert!(Networks::Public.refusal(&Url::parse("https://127.1/").unwrap()).is_some());
        assert_eq!(Networks::Private.refusal(&Url::parse("http://127.1/").unwrap()), None);
    }

    #[tokio::test]
    async fn a_name_is_judged_by_what_it_stands_for() {
        let resolve = |networks| {
            let mut resolver = Resolver { networks, system: GaiResolver::new() };
            async move { resolver.call("localhost".parse().unwrap()).await }
        };
        assert!(resolve(Networks::Public).await.is_err());
        assert!(resolve(Networks::Private).await.unwrap().all(|address| address.ip().is_loopback()));
    }
}
