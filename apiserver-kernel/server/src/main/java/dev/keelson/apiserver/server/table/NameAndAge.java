package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonString;
import java.time.Instant;
import java.util.List;

/** For kinds without columns of their own, as upstream's default table. */
enum NameAndAge implements Columns {
  INSTANCE;

  private static final List<Column> COLUMNS =
      List.of(
          new Column("Name", "string", "name", "", 0),
          new Column("Created At", "date", "", "", 0));

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public JsonArray cells(ApiObject object, Instant now) {
    return JsonArray.of(
        JsonString.of(object.name()), JsonString.of(object.metadata().text("creationTimestamp")));
  }
}
