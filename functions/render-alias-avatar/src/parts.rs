//! What animals are made of. A part is a few shapes on a canvas of 256 by 256 with the middle at 128; what there are two of
//! is drawn once and mirrored.

use svg::node::element::{Ellipse, Group, Path};

/// The colour of outlines, eyes and mouths.
pub(crate) const INK: &str = "#2b2735";
pub(crate) const WHITE: &str = "#fffdf8";
/// How thick outlines are: one pixel at 32 pixels.
const OUTLINE: u32 = 8;

type Color = &'static str;

/// One part of an animal.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// A shape with an outline: a path.
    Shape(Color, &'static str),
    /// The same twice, the second mirrored.
    Pair(Color, &'static str),
    /// An area without an outline: a path.
    Mark(Color, &'static str),
    /// The same twice.
    Marks(Color, &'static str),
    /// A stroke of a width: a path.
    Line(Color, u32, &'static str),
    /// The same twice.
    Lines(Color, u32, &'static str),
    /// An ellipse with an outline: centre and radii.
    Oval(Color, i32, i32, i32, i32),
    /// The same twice.
    Ovals(Color, i32, i32, i32, i32),
    /// An ellipse without an outline.
    Dot(Color, i32, i32, i32, i32),
    /// The same twice.
    Dots(Color, i32, i32, i32, i32),
    /// Ears of a colour, and of another inside.
    Ears(Ears, Color, Color),
    /// A head.
    Head(Head, Color),
    /// What stands out of the face, with nose and mouth.
    Muzzle(Muzzle, Color),
    /// A beak.
    Beak(Beak, Color),
    /// Eyes.
    Eyes(Eyes),
    /// Horns and antlers.
    Horns(Horns, Color),
    /// Red on the cheeks.
    Blush,
    /// Whiskers.
    Whiskers,
}

/// Kinds of ears.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ears {
    /// A bear's.
    Round,
    /// Small and round, at the sides.
    Small,
    /// A mouse's.
    Large,
    /// A cat's.
    Pointed,
    /// A fox's, tall.
    Tall,
    /// A rabbit's.
    Long,
    /// A fennec's or a bat's.
    Huge,
    /// A beagle's, hanging.
    Floppy,
    /// A deer's, to the sides.
    Leaf,
    /// A lamb's, hanging to the sides.
    Drooping,
    /// A horse's, narrow and upright.
    Upright,
}

/// Kinds of heads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Head {
    /// A ball.
    Round,
    /// Wider than high.
    Wide,
    /// With cheeks that end in points, a fox's.
    Fox,
    /// Wide below, a hamster's.
    Pear,
    /// Long, narrower below, a deer's.
    Long,
    /// Long and wide below, a cow's.
    Bull,
    /// A bird's.
    Bird,
}

/// Kinds of muzzles.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Muzzle {
    /// A cat's: two cheeks and a small nose.
    Cat,
    /// A dog's, with a large nose.
    Dog,
    /// A fox's, narrow.
    Narrow,
    /// A mouse's.
    Tiny,
    /// A rabbit's, with teeth.
    Teeth,
    /// A deer's: an oval at the end of the face with a dark nose.
    Deer,
    /// A cow's: wide, with two nostrils.
    Broad,
}

/// Kinds of beaks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Beak {
    /// A songbird's, seen from before.
    Short,
    /// A bird of prey's.
    Hooked,
    /// A duck's.
    Flat,
    /// Narrow and pointed downwards.
    Dagger,
}

/// Kinds of eyes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Eyes {
    /// Dark, with a light in them.
    Dark,
    /// Small and near each other.
    Small,
    /// Far from each other.
    Apart,
    /// Round and light with a dark pupil, of this colour.
    Staring(&'static str),
    /// A cat's, of this colour.
    Slit(&'static str),
    /// Dark, with a lid of this colour: stern.
    Stern(&'static str),
}

/// Kinds of horns.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Horns {
    /// A deer's.
    Antlers,
    /// A moose's.
    Palms,
    /// A ram's.
    Curled,
    /// An ibex's.
    Arched,
    /// Two straight ones, long.
    Straight,
    /// A gazelle's, waved.
    Lyre,
    /// A bison's, short and up.
    Short,
    /// A yak's, wide and up.
    Wide,
    /// A giraffe's.
    Knobs,
}

impl Part {
    /// Draws the part on `canvas`.
    pub(crate) fn draw(self, canvas: Group) -> Group {
        match self {
            Self::Shape(color, d) => canvas.add(outlined(path(color, d))),
            Self::Pair(color, d) => twice(canvas, &outlined(path(color, d))),
            Self::Mark(color, d) => canvas.add(path(color, d)),
            Self::Marks(color, d) => twice(canvas, &path(color, d)),
            Self::Line(color, width, d) => canvas.add(line(color, width, d)),
            Self::Lines(color, width, d) => twice(canvas, &line(color, width, d)),
            Self::Oval(color, x, y, rx, ry) => {
                canvas.add(ellipse(color, x, y, rx, ry).set("stroke", INK).set("stroke-width", OUTLINE))
            }
            Self::Ovals(color, x, y, rx, ry) => {
                twice(canvas, &ellipse(color, x, y, rx, ry).set("stroke", INK).set("stroke-width", OUTLINE))
            }
            Self::Dot(color, x, y, rx, ry) => canvas.add(ellipse(color, x, y, rx, ry)),
            Self::Dots(color, x, y, rx, ry) => twice(canvas, &ellipse(color, x, y, rx, ry)),
            Self::Ears(ears, outer, inner) => draw(canvas, &ears.parts(outer, inner)),
            Self::Head(head, color) => canvas.add(outlined(path(color, head.path()))),
            Self::Muzzle(muzzle, color) => muzzle.parts(color).iter().fold(canvas, |canvas, part| part.draw(canvas)),
            Self::Beak(beak, color) => draw(canvas, &beak.parts(color)),
            Self::Eyes(eyes) => draw(canvas, &eyes.parts()),
            Self::Horns(horns, color) => twice(canvas, &outlined(path(color, horns.path()))),
            Self::Blush => twice(canvas, &ellipse("#f08a8a", 66, 164, 13, 9).set("opacity", "0.55")),
            Self::Whiskers => twice(canvas, &line(INK, 4, "M80 168l-40 -7M80 178l-39 5")),
        }
    }
}

/// Draws `parts` on `canvas`, each over those before.
pub(crate) fn draw(canvas: Group, parts: &[Part]) -> Group {
    parts.iter().fold(canvas, |canvas, part| part.draw(canvas))
}

fn path(color: Color, d: &'static str) -> Path {
    Path::new().set("d", d).set("fill", color)
}

fn outlined(path: Path) -> Path {
    path.set("stroke", INK).set("stroke-width", OUTLINE)
}

fn line(color: Color, width: u32, d: &'static str) -> Path {
    path("none", d).set("stroke", color).set("stroke-width", width)
}

fn ellipse(color: Color, x: i32, y: i32, rx: i32, ry: i32) -> Ellipse {
    Ellipse::new().set("cx", x).set("cy", y).set("rx", rx).set("ry", ry).set("fill", color)
}

/// `node` as it is, and mirrored at the middle.
fn twice<T: svg::Node + Clone>(canvas: Group, node: &T) -> Group {
    let mirror = Group::new().set("transform", "matrix(-1 0 0 1 256 0)").add(Clone::clone(node));
    canvas.add(Clone::clone(node)).add(mirror)
}

mod features;
