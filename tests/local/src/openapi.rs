//! The API's contract: what each function says of its route, put together.

use utoipa::OpenApi as _;
use utoipa::openapi::{Contact, Info, License, OpenApi, Paths, Server, Tag, server::ServerVariableBuilder};

/// The contracts of functions, each by the name of its crate.
macro_rules! routes {
    ($($function:ident),* $(,)?) => {
        vec![$($function::Docs::openapi()),*]
    };
}

const DESCRIPTION: &str = "\
People's profiles, their pictures, and who may see what of them.

Every success is `{\"success\": true, \"data\": …}`, every failure `{\"success\": false, \"error\": …}`. A path that is not \
known answers 404; a method that a path does not take answers 405 with `Allow` on one machine and 404 behind API Gateway.

Browsers may call from the configured origins; `Content-Disposition`, `ETag`, `Location`, `Retry-After` and `X-Request-Id` are exposed to them.

`maxLength` counts code points. Where a limit is on characters as a person counts them, it stands at the most code points \
that can pass.";

/// docs/openapi.yml, as the routers say it.
///
/// # Panics
///
/// When it cannot be written as YAML, which would be a fault of the routes' own descriptions.
#[must_use]
#[expect(clippy::expect_used, reason = "runs only to write the document, and there a fault has to be loud")]
pub fn openapi() -> String {
    let mut document = OpenApi::new(info(), Paths::new());
    document.servers = Some(servers());
    document.tags = Some(tags());
    let routes = routes![
        batch_get_profiles,
        convert_alias,
        create_avatar_upload,
        delete_avatar,
        delete_profile,
        export_profile,
        get_alias,
        get_avatar_upload,
        get_preferences,
        get_privacy,
        get_profile,
        get_public_profile,
        grant_badge,
        list_aliases,
        regenerate_alias,
        resolve_alias,
        revoke_badge,
        update_preferences,
        update_privacy,
        update_profile,
        upload_avatar,
    ];
    for route in routes {
        assert_same_meaning(&document, &route);
        document.merge(route);
    }
    web::openapi::complete(document).to_yaml().expect("the document is YAML")
}

/// Of two schemas with one name, the merge would drop one without a word.
fn assert_same_meaning(document: &OpenApi, route: &OpenApi) {
    let schemas = |part: &OpenApi| part.components.clone().unwrap_or_default().schemas;
    let known = schemas(document);
    for (name, schema) in schemas(route) {
        assert!(known.get(&name).is_none_or(|known| *known == schema), "two routes mean different things by {name}");
    }
}

fn info() -> Info {
    let mut info = Info::new("Profile Service", env!("CARGO_PKG_VERSION"));
    info.description = Some(DESCRIPTION.to_owned());
    info.contact = Some(Contact::builder().name(Some("Profile Service")).url(Some("https://multitask.com")).build());
    info.license = Some(License::builder().name("MIT").identifier(Some("MIT")).build());
    info
}

fn servers() -> Vec<Server> {
    let variable = |default: &str, description: &str| {
        ServerVariableBuilder::new().default_value(default).description(Some(description))
    };
    let stages = variable("dev", "The stage").enum_values(Some(["dev", "staging", "prod"]));
    vec![
        Server::builder().url("http://localhost:8080").description(Some("`cargo run`")).build(),
        Server::builder()
            .url("https://{api}.execute-api.{region}.amazonaws.com/{stage}")
            .description(Some("Deployed; the stack's output `ApiUrl`"))
            .parameter("api", variable("a1b2c3d4e5", "The API's id"))
            .parameter("region", variable("us-east-1", "The stack's region"))
            .parameter("stage", stages)
            .build(),
    ]
}

fn tags() -> Vec<Tag> {
    [
        ("Profile", "Who somebody is, and what others see of it."),
        ("Avatar", "Pictures: uploaded by ticket straight to the bucket, or in a form."),
        ("Privacy", "Who may see what."),
        ("Preferences", "How people like things."),
        ("Badges", "What administrators give."),
        ("Aliases", "Who people are where nobody may know who they are."),
    ]
    .into_iter()
    .map(|(name, description)| {
        let mut tag = Tag::new(name);
        tag.description = Some(description.to_owned());
        tag
    })
    .collect()
}
