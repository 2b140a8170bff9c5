//! Media types of files as a dialog names them. Some are no media types at all; that is what clients of the dialogs know.

/// The type by the file's extension, whatever its case (integrations §10.2); none where the dialog says nothing.
#[must_use]
pub fn media_type(file_name: &str) -> Option<&'static str> {
    let (_, extension) = file_name.rsplit_once('.')?;
    Some(match extension.to_ascii_lowercase().as_str() {
        "pdf" => "application/pdf",
        "xml" => "application/xml",
        "html" => "text/html",
        "json" => "application/json",
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "csv" => "text/csv",
        "txt" => "text/plain",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "ppt" => "PPT",
        "pps" => "PPS",
        "gif" => "GIF",
        "bmp" => "BMP",
        "dcm" => "DCM",
        "dicom" => "DICOM",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_whatever_its_case() {
        for (name, expected) in
            [("a.PDF", Some("application/pdf")), ("a.b.jpeg", Some("image/jpeg")), ("a.gif", Some("GIF")), ("pdf", None), ("a.exe", None)]
        {
            assert_eq!(media_type(name), expected, "{name}");
        }
    }
}
