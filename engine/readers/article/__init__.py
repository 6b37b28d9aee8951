"""The words of a report outside of its tables: title, headings, paragraphs, page marks."""
