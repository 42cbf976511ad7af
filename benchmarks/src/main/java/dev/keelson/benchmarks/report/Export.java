package dev.keelson.benchmarks.report;

import dev.keelson.benchmarks.load.Measurement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Raw measurements for programs: numbers in base units, unknown ones empty in CSV and null in JSON.
 */
final class Export {
  private Export() {}

  static String csv(List<Row> rows, List<StartRow> starts) {
    StringBuilder text = new StringBuilder();
    appendCsv(text, rows.stream().map(Export::fields).toList());
    if (!rows.isEmpty() && !starts.isEmpty()) {
      text.append('\n');
    }
    appendCsv(text, starts.stream().map(Export::fields).toList());
    return text.toString();
  }

  private static void appendCsv(StringBuilder text, List<Map<String, Object>> records) {
    if (!records.isEmpty()) {
      text.append(String.join(",", records.getFirst().keySet())).append('\n');
    }
    for (Map<String, Object> record : records) {
      text.append(record.values().stream().map(Export::cell).collect(Collectors.joining(",")))
          .append('\n');
    }
  }

  private static String cell(Object value) {
    String text = unwrapped(value);
    return text.matches(".*[,\"\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }

  private static String unwrapped(Object value) {
    return value instanceof OptionalDouble number
        ? number.isPresent() ? Double.toString(number.getAsDouble()) : ""
        : value.toString();
  }

  static String json(Report report) {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("machine", quoted(report.machine()));
    members.put("settings", quoted(report.settings()));
    members.put("systems", list(report.titles().stream().map(Export::quoted).toList()));
    members.put(
        "measurements", list(report.rows().stream().map(row -> object(fields(row))).toList()));
    members.put("starts", list(report.starts().stream().map(row -> object(fields(row))).toList()));
    members.put("failures", list(report.failures().stream().map(Export::quoted).toList()));
    return members.entrySet().stream()
        .map(member -> "  " + quoted(member.getKey()) + ": " + member.getValue())
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }

  private static Map<String, Object> fields(Row row) {
    Measurement one = row.measurement();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("system", row.system());
    fields.put("round", row.round());
    fields.put("case", one.name());
    fields.put("clients", one.clients());
    fields.put("seconds", one.usage().seconds());
    fields.put("operations", one.operations());
    fields.put("operations_per_second", one.perSecond());
    fields.put("p50_us", one.p50Micros());
    fields.put("p99_us", one.p99Micros());
    fields.put("max_us", one.maxMicros());
    fields.put("server_cpu_us_per_operation", one.serverMicrosPerOperation());
    fields.put("client_cpu_us_per_operation", one.clientMicrosPerOperation());
    fields.put("written_bytes_per_operation", one.writtenPerOperation());
    fields.put("server_rss_bytes", one.usage().rssBytes());
    fields.put("others_cores", one.usage().othersCores());
    fields.put("errors", one.errors());
    fields.put("first_error", one.firstError().orElse(""));
    return fields;
  }

  private static Map<String, Object> fields(StartRow row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("system", row.system());
    fields.put("start", row.what());
    fields.put("seconds", row.seconds());
    fields.put("server_cpu_seconds", row.cpuSeconds());
    fields.put("server_rss_bytes", row.rssBytes());
    return fields;
  }

  private static String object(Map<String, Object> fields) {
    return fields.entrySet().stream()
        .map(field -> quoted(field.getKey()) + ": " + value(field.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String value(Object value) {
    String text = unwrapped(value);
    if (value instanceof String) {
      return quoted(text);
    }
    return text.isEmpty() ? "null" : text;
  }

  private static String list(List<String> items) {
    return items.isEmpty()
        ? "[]"
        : String.join(",\n    ", items).transform(s -> "[\n    " + s + "\n  ]");
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        default -> {
          if (c < ' ') {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
