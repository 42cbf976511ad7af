package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonObject;
import java.util.List;

/**
 * Objects as they were all at one moment.
 *
 * @param resourceVersion of that moment: a watch goes on from here
 * @param continueToken for the next page; "": there is none
 */
public record ApiList(String resourceVersion, String continueToken, List<ApiObject> items) {
  public ApiList {
    items = List.copyOf(items);
  }

  /** Items of a list say their kind only where the kinds may differ; here each does. */
  static ApiList of(JsonObject tree) {
    String kind = tree.text("kind");
    String itemKind = kind.endsWith("List") ? kind.substring(0, kind.length() - 4) : kind;
    String apiVersion = tree.text("apiVersion");
    return new ApiList(
        tree.textAt("metadata", "resourceVersion"),
        tree.textAt("metadata", "continue"),
        tree.array("items")
            .objects()
            .map(
                item ->
                    new ApiObject(
                        item.withDefault("kind", itemKind).withDefault("apiVersion", apiVersion)))
            .toList());
  }
}
