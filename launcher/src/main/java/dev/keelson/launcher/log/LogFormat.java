package dev.keelson.launcher.log;

/** How a line looks: {@code --log-format}. */
public enum LogFormat {
  JSON {
    @Override
    String render(LogLine line) {
      StringBuilder out = new StringBuilder(160);
      out.append("{\"level\":\"").append(line.level().label()).append("\",\"ts\":\"");
      Timestamp.append(out, line.time());
      out.append("\",\"caller\":");
      Json.appendString(out, line.caller());
      out.append(",\"msg\":");
      Json.appendString(out, line.message());
      for (LogLine.Field field : line.fields()) {
        out.append(',');
        Json.appendString(out, field.key());
        out.append(':');
        Json.appendValue(out, field.value());
      }
      return out.append("}\n").toString();
    }
  },

  /** For eyes: tab-separated, the fields as one JSON object at the end. */
  CONSOLE {
    @Override
    String render(LogLine line) {
      StringBuilder out = new StringBuilder(160);
      Timestamp.append(out, line.time());
      out.append('\t').append(line.level().label());
      out.append('\t').append(line.caller());
      out.append('\t').append(line.message().replace('\n', ' '));
      String before = "\t{";
      for (LogLine.Field field : line.fields()) {
        out.append(before);
        Json.appendString(out, field.key());
        out.append(": ");
        Json.appendValue(out, field.value());
        before = ", ";
      }
      return out.append(line.fields().isEmpty() ? "\n" : "}\n").toString();
    }
  };

  /** One line with its newline. */
  abstract String render(LogLine line);
}
