package dev.keelson.apiserver.server.auth.token;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as RFC 4180 has them, read as Go does: empty lines do not count. */
final class Csv {
  private final String text;
  private int at;

  private Csv(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException a quote is not closed
   */
  static List<List<String>> rows(String text) {
    Csv csv = new Csv(text.replace("\r\n", "\n"));
    List<List<String>> rows = new ArrayList<>();
    while (csv.at < csv.text.length()) {
      List<String> row = csv.row();
      if (row.size() > 1 || !row.getFirst().isEmpty()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private List<String> row() {
    List<String> fields = new ArrayList<>();
    while (true) {
      fields.add(field());
      if (at >= text.length() || text.charAt(at++) == '\n') {
        return fields;
      }
    }
  }

  /** Ends at a comma, a line's end or the text's. */
  private String field() {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int start = at;
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() {
    StringBuilder field = new StringBuilder();
    at++;
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (next != '"') {
        field.append(next);
      } else if (at < text.length() && text.charAt(at) == '"') {
        field.append('"');
        at++;
      } else if (at >= text.length() || text.charAt(at) == ',' || text.charAt(at) == '\n') {
        return field.toString();
      } else {
        throw new IllegalArgumentException("extraneous or missing \" in quoted-field");
      }
    }
    throw new IllegalArgumentException("extraneous or missing \" in quoted-field");
  }
}
