package dev.keelson.apiserver.server.table;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonArray;
import java.time.Instant;
import java.util.List;

/** The columns of one kind, as {@code kubectl get} shows them. */
public interface Columns {
  /**
   * @param priority 0: always; more: with {@code -o wide}
   * @param format such as {@code name}; "" for none
   */
  record Column(String name, String type, String format, String description, int priority) {}

  List<Column> columns();

  /** As many cells as columns. {@code now} for ages. */
  JsonArray cells(ApiObject object, Instant now);
}
