package dev.keelson.apiserver.server.kind.meta;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonValue;
import dev.keelson.apiserver.server.kind.Preparation;
import java.util.List;

/** Preparations that many kinds share. */
public final class Preparations {
  private Preparations() {}

  /** There is a status, which only its own subresource changes. */
  public static Preparation status() {
    return status(JsonObject.EMPTY);
  }

  /** As {@link #status()}; {@code first} is the status of what is created. */
  public static Preparation status(JsonObject first) {
    return new Preparation() {
      @Override
      public ApiObject forCreate(ApiObject object) {
        return object.with("status", first);
      }

      @Override
      public ApiObject forUpdate(ApiObject next, ApiObject before) {
        return kept(next, before, "status");
      }

      @Override
      public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
        return onlyStatus(next, before);
      }
    };
  }

  /** The generation starts with 1 and grows whenever one of these fields changes. */
  public static Preparation counting(List<String> fields) {
    return countingFrom(1, fields);
  }

  /** As {@link #counting}; {@code first} may be 0: then nothing is written before a change. */
  public static Preparation countingFrom(long first, List<String> fields) {
    return new Preparation() {
      @Override
      public ApiObject forCreate(ApiObject object) {
        return first == 0 ? object : object.withGeneration(first);
      }

      @Override
      public ApiObject forUpdate(ApiObject next, ApiObject before) {
        for (String field : fields) {
          if (!Place.isSame(next.tree().get(field), before.tree().get(field))) {
            return next.withGeneration(before.generation() + 1);
          }
        }
        return next;
      }
    };
  }

  /** First one, then the other. */
  public static Preparation both(Preparation first, Preparation second) {
    return new Preparation() {
      @Override
      public ApiObject forCreate(ApiObject object) {
        return second.forCreate(first.forCreate(object));
      }

      @Override
      public ApiObject forUpdate(ApiObject next, ApiObject before) {
        return second.forUpdate(first.forUpdate(next, before), before);
      }

      @Override
      public ApiObject forStatusUpdate(ApiObject next, ApiObject before) {
        return second.forStatusUpdate(first.forStatusUpdate(next, before), before);
      }
    };
  }

  /** The next version with a top-level field as it was. */
  public static ApiObject kept(ApiObject next, ApiObject before, String field) {
    JsonValue old = before.tree().get(field);
    return before.tree().has(field) ? next.with(field, old) : next.without(field);
  }

  /** Everything but status and metadata as it was. */
  public static ApiObject onlyStatus(ApiObject next, ApiObject before) {
    JsonObject.Builder tree = JsonObject.builder();
    tree.put("kind", next.tree().get("kind"));
    tree.put("apiVersion", next.tree().get("apiVersion"));
    tree.put("metadata", next.metadata());
    before
        .tree()
        .forEach(
            (name, value) -> {
              if (!tree.has(name) && !name.equals("status")) {
                tree.put(name, value);
              }
            });
    if (next.tree().has("status")) {
      tree.put("status", next.tree().get("status"));
    }
    return new ApiObject(tree.build());
  }
}
