package dev.keelson.apiserver.server.resource;

import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.table.Columns;

/** Where a resource gets what is particular to its kind. */
public interface KindHooks {
  Defaults defaults(GroupVersionKind kind);

  Rules rules(GroupVersionKind kind);

  Preparation preparation(GroupVersionKind kind);

  Columns columns(GroupVersionKind kind);
}
