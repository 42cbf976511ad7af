package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Columns written as one line: names divided by commas; {@code +} before a name: only with {@code
 * -o wide}; {@code #} an integer, {@code ?} a boolean, else a string. {@code Name} carries the
 * format "name".
 */
record Heads(List<Column> columns, Consumer<Row> filler) implements Columns {
  static Columns of(String line, Consumer<Row> filler) {
    List<Column> columns = new ArrayList<>();
    for (String word : line.split(",")) {
      int priority = word.startsWith("+") ? 1 : 0;
      String rest = word.substring(priority);
      String type =
          switch (rest.charAt(0)) {
            case '#' -> "integer";
            case '?' -> "boolean";
            default -> "string";
          };
      String name = type.equals("string") ? rest : rest.substring(1);
      String format = name.equals("Name") ? "name" : "";
      columns.add(new Column(name, type, format, "", priority));
    }
    return new Heads(List.copyOf(columns), filler);
  }

  @Override
  public JsonArray cells(ApiObject object, Instant now) {
    Row row = new Row(object, now);
    filler.accept(row);
    return row.cells();
  }
}
