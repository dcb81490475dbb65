//! Status stories.

pub mod send_image_storie;
pub mod send_status;
pub mod send_text_storie;
pub mod send_video_storie;
