package dev.keelson.scheduler.metrics;

import java.util.List;

/** Names and values of one series, written as the text format wants them. */
record Labels(String text) {
  static final Labels NONE = new Labels("");

  static Labels of(List<String> names, String... values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      text.append(i == 0 ? "" : ",").append(names.get(i)).append("=\"");
      text.append(values[i].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      text.append('"');
    }
    return new Labels(text.toString());
  }

  String inBraces() {
    return text.isEmpty() ? "" : "{" + text + "}";
  }

  String inBraces(String more) {
    return text.isEmpty() ? "{" + more + "}" : "{" + text + "," + more + "}";
  }
}
