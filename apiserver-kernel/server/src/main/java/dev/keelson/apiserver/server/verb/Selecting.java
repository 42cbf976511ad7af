package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.FieldSelector;
import dev.keelson.apiserver.model.select.LabelSelector;
import dev.keelson.apiserver.server.Query;
import dev.keelson.apiserver.server.request.RequestInfo;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.util.Optional;
import java.util.function.Predicate;

/** Which objects a list, watch or deletion of many is about. */
final class Selecting {
  private Selecting() {}

  /**
   * @throws ApiFailure 400: a selector that cannot be read, or a field that cannot be selected by
   */
  static Selection of(Resource resource, RequestInfo info, Query query) {
    try {
      LabelSelector labels = LabelSelector.parse(query.text("labelSelector"));
      FieldSelector fields = FieldSelector.parse(query.text("fieldSelector"));
      Selection all = Selection.in(info.namespace()).named(name(info, fields));
      Selection labelled = labels.isEmpty() ? all : all.withLabels(labels::matches);
      return pinned(
          resource, fields, byFields(resource, fields).map(labelled::withFields).orElse(labelled));
    } catch (BadSelector e) {
      throw new ApiFailure(ApiStatus.badRequest(String.valueOf(e.getMessage())));
    }
  }

  /** "" for any. */
  private static String name(RequestInfo info, FieldSelector fields) {
    if (!info.name().isEmpty()) {
      return info.name();
    }
    return fields.exactly("metadata.name").orElse("");
  }

  /** A watch for one node's pods is woken by them alone. */
  private static Selection pinned(Resource resource, FieldSelector fields, Selection selection) {
    boolean isStoredForm = resource.kind().equals(resource.storageKind());
    return fields
        .exactly("spec.nodeName")
        .filter(_ -> isStoredForm)
        .map(node -> selection.pinned(node, "spec", "nodeName"))
        .orElse(selection);
  }

  private static Optional<Predicate<Stored>> byFields(Resource resource, FieldSelector fields) {
    for (FieldSelector.Requirement each : fields.requirements()) {
      if (!resource.fields().knows(each.field())) {
        throw new ApiFailure(
            ApiStatus.badRequest(
                resource.fields().values().isEmpty()
                    ? "\"%s\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
                        .formatted(each.field())
                    : "field label not supported: " + each.field()));
      }
    }
    return fields.isEmpty()
        ? Optional.empty()
        : Optional.of(stored -> fields.matches(field -> value(resource, stored, field)));
  }

  private static String value(Resource resource, Stored stored, String field) {
    return switch (field) {
      case "metadata.name" -> stored.name().name();
      case "metadata.namespace" -> stored.name().namespace();
      default -> resource.fields().value(Conversion.to(resource.kind(), stored.object()), field);
    };
  }
}
