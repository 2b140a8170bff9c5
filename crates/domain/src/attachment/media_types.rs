//! What a file is said to be, by the extension of its name alone: nothing that the uploader said about the type is kept (http-api §11.1).
//!
//! Two tables, which differ on purpose: one for metadata, one for the header of a download (oddity 21).

/// How a file is handed to the recipient's browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DownloadType {
    /// The media type.
    pub media_type: &'static str,
    /// The browser may show it, instead of saving it.
    pub is_inline: bool,
}

/// How the recipient's browser gets a file of this name.
#[must_use]
pub fn download_type(file_name: &str) -> DownloadType {
    let (media_type, is_inline) = match extension(file_name).as_str() {
        "pdf" => ("application/pdf", true),
        "png" => ("image/png", true),
        "jpg" | "jpeg" => ("image/jpeg", true),
        "gif" => ("image/gif", true),
        "bmp" => ("image/bmp", true),
        "txt" => ("text/plain; charset=utf-8", false),
        "csv" => ("text/csv; charset=utf-8", false),
        "html" => ("text/html; charset=utf-8", false),
        "json" => ("application/json", false),
        "xml" => ("application/xml", false),
        "dcm" | "dicom" => ("application/dicom", false),
        _ => ("application/octet-stream", false),
    };
    DownloadType { media_type, is_inline }
}

/// What metadata calls a file of this name: `dataType`.
#[must_use]
pub fn data_type(file_name: &str) -> &'static str {
    match extension(file_name).as_str() {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "bmp" => "image/bmp",
        "txt" => "text/plain",
        "csv" => "text/csv",
        "html" => "text/html",
        "json" => "application/json",
        "xml" => "text/xml",
        "dcm" | "dicom" => "application/dicom",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "ppt" | "pps" => "application/vnd.ms-powerpoint",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip" => "application/zip",
        _ => "binary_octet_stream",
    }
}

fn extension(file_name: &str) -> String {
    file_name.rsplit_once('.').map(|(_, extension)| extension.to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_extension_decides_alone() {
        for (name, media_type, is_inline, data) in [
            ("a.pdf", "application/pdf", true, "application/pdf"),
            ("A.PNG", "image/png", true, "image/png"),
            ("a.JPG", "image/jpeg", true, "image/jpeg"),
            (".bmp", "image/bmp", true, "image/bmp"),
            ("a.pdf.txt", "text/plain; charset=utf-8", false, "text/plain"),
            ("a.csv", "text/csv; charset=utf-8", false, "text/csv"),
            ("a.html", "text/html; charset=utf-8", false, "text/html"),
            ("a.xml", "application/xml", false, "text/xml"),
            ("a.json", "application/json", false, "application/json"),
            ("a.dicom", "application/dicom", false, "application/dicom"),
            ("a.pps", "application/octet-stream", false, "application/vnd.ms-powerpoint"),
            ("a.zip", "application/octet-stream", false, "application/zip"),
            ("a.pptx", "application/octet-stream", false, "binary_octet_stream"),
            ("pdf", "application/octet-stream", false, "binary_octet_stream"),
        ] {
            assert_eq!(download_type(name), DownloadType { media_type, is_inline }, "{name}");
            assert_eq!(data_type(name), data, "{name}");
        }
    }
}
