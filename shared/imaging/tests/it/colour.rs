//! Colours: what a profile or an ink means, compared with the sRGB it has to become.

use image::ImageFormat;
use jpeg_encoder::ColorType;
use moxcms::ColorProfile;

use crate::files::{self, Png};
use crate::scenes::{assert_close, centre, flat};

fn bytes(profile: &ColorProfile) -> Vec<u8> {
    profile.encode().unwrap()
}

/// A colour in each wide gamut and the sRGB it stands for, computed from the primaries with a relative intent.
fn wide() -> [(Vec<u8>, [u8; 3], [u8; 3]); 3] {
    [
        (bytes(&ColorProfile::new_display_p3()), [200, 100, 80], [215, 93, 73]),
        (bytes(&ColorProfile::new_adobe_rgb()), [180, 110, 90], [201, 110, 89]),
        (bytes(&ColorProfile::new_pro_photo_rgb()), [120, 100, 90], [158, 114, 107]),
    ]
}

#[test]
fn wide_gamuts_become_srgb_in_every_format_with_profiles() {
    for (profile, stored, seen) in wide() {
        let picture = flat(40, 40, stored);
        let jpeg = files::jpeg(&picture, |encoder| encoder.add_icc_profile(&profile).unwrap());
        assert_close(centre(&jpeg), seen, 3);

        let png =
            Png::new(40, 40, 8, 2).with(*b"iCCP", files::iccp(&profile)).write(|_, _| stored.map(u16::from).to_vec());
        assert_close(centre(&png), seen, 3);

        let deep = Png::new(40, 40, 16, 6)
            .with(*b"iCCP", files::iccp(&profile))
            .write(|_, _| [stored[0], stored[1], stored[2], 255].map(|sample| u16::from(sample) * 257).to_vec());
        assert_close(centre(&deep), seen, 3);

        let webp = files::webp(&picture, &[(b"ICCP", profile.clone())]);
        assert_close(centre(&webp), seen, 3);
    }
}

#[test]
fn srgb_with_its_own_profile_stays_what_it_is() {
    let profile = bytes(&ColorProfile::new_srgb());
    for colour in [[0, 0, 0], [255, 255, 255], [200, 100, 50], [12, 130, 240]] {
        let file = files::jpeg(&flat(40, 40, colour), |encoder| {
            encoder.add_icc_profile(&profile).unwrap();
        });
        assert_close(centre(&file), colour, 3);
    }
}

#[test]
fn a_grey_profile_sets_the_brightness() {
    // linear grey of 0.5 is far brighter than half way in sRGB
    let linear = bytes(&ColorProfile::new_gray_with_gamma(1.0));
    let jpeg = files::jpeg_of(&[128; 1600], (40, 40), ColorType::Luma, |encoder| {
        encoder.add_icc_profile(&linear).unwrap();
    });
    assert_close(centre(&jpeg), [188; 3], 3);
    let png = Png::new(40, 40, 8, 4).with(*b"iCCP", files::iccp(&linear)).write(|_, _| vec![128, 255]);
    assert_close(centre(&png), [188; 3], 3);
    let plain = files::jpeg_of(&[128; 1600], (40, 40), ColorType::Luma, |_| {});
    assert_close(centre(&plain), [128; 3], 2);
}

#[test]
fn inks_without_a_profile_take_away_light() {
    // jpeg-encoder writes an Adobe marker, and so the negative of what it is given
    for (ink, seen) in [
        ([0, 0, 0, 0], [255, 255, 255]),
        ([255, 0, 0, 0], [0, 255, 255]),
        ([0, 0, 0, 255], [0, 0, 0]),
        ([30, 200, 90, 51], [180, 44, 132]),
    ] {
        let samples = ink.repeat(1600);
        for colour in [ColorType::Cmyk, ColorType::CmykAsYcck] {
            for progressive in [false, true] {
                let file = files::jpeg_of(&samples, (40, 40), colour, |encoder| {
                    encoder.set_progressive(progressive);
                });
                assert!(file.windows(5).any(|window| window == b"Adobe"));
                assert_close(centre(&file), seen, 4);
            }
        }
    }
}

#[test]
fn inks_without_an_adobe_marker_are_stored_as_they_are() {
    let samples = [30, 200, 90, 51].map(|ink: u8| 255 - ink).repeat(1600);
    let mut file = files::jpeg_of(&samples, (40, 40), ColorType::Cmyk, |_| {});
    let at = file.windows(5).position(|window| window == b"Adobe").unwrap();
    file[at..at + 5].copy_from_slice(b"Other");
    assert_close(centre(&file), [180, 44, 132], 4);
}

#[test]
fn a_profile_that_does_not_fit_is_ignored() {
    let colour = [180, 90, 60];
    let huge = vec![7; (1 << 20) + 1];
    for profile in [bytes(&ColorProfile::new_gray_with_gamma(1.0)), b"not a profile".to_vec(), huge] {
        let jpeg = files::jpeg(&flat(40, 40, colour), |encoder| {
            encoder.add_icc_profile(&profile).unwrap();
        });
        assert_close(centre(&jpeg), colour, 3);
        let png =
            Png::new(40, 40, 8, 2).with(*b"iCCP", files::iccp(&profile)).write(|_, _| colour.map(u16::from).to_vec());
        assert_close(centre(&png), colour, 3);
        let webp = files::webp(&flat(40, 40, colour), &[(b"ICCP", profile)]);
        assert_close(centre(&webp), colour, 3);
    }
}

#[test]
fn an_rgb_profile_reads_grey_samples_too() {
    let p3 = bytes(&ColorProfile::new_display_p3());
    let file = files::jpeg_of(&[128; 1600], (40, 40), ColorType::Luma, |encoder| {
        encoder.add_icc_profile(&p3).unwrap();
    });
    assert_close(centre(&file), [128; 3], 3);
}

#[test]
fn rgb_stored_as_rgb_in_a_jpeg_is_not_taken_for_luminance() {
    let colour = [200, 40, 90];
    let bare = files::encoded(flat(40, 40, colour), ImageFormat::Jpeg);
    assert_close(centre(&bare), colour, 4);
}
