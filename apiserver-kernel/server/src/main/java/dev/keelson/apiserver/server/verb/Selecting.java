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
import java.util.ArrayList;
import java.util.List;

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
      requireKnown(resource, fields);
      return byFields(resource, fields, labelled);
    } catch (BadSelector e) {
      throw new ApiFailure(ApiStatus.badRequest("unable to parse requirement: " + e.getMessage()));
    }
  }

  /** "" for any. */
  private static String name(RequestInfo info, FieldSelector fields) {
    if (!info.name().isEmpty()) {
      return info.name();
    }
    return fields.exactly("metadata.name").orElse("");
  }

  private static void requireKnown(Resource resource, FieldSelector fields) {
    for (FieldSelector.Requirement each : fields.requirements()) {
      if (!resource.fields().knows(each.field())) {
        throw new ApiFailure(
            ApiStatus.badRequest(
                "Unable to find \"%s\" that match label selector \"\", field selector \"%s=%s\": "
                        .formatted(resource.name().resource(), each.field(), each.value())
                    + "field label not supported: "
                    + each.field()));
      }
    }
  }

  /** Leaves to the predicate only what the selection does not say already. */
  private static Selection byFields(Resource resource, FieldSelector fields, Selection selection) {
    Selection narrowed = selection;
    List<FieldSelector.Requirement> others = new ArrayList<>();
    for (FieldSelector.Requirement each : fields.requirements()) {
      if (isNode(resource, each) && narrowed.pin().isEmpty()) {
        narrowed = narrowed.pinned(each.value(), "spec", "nodeName");
      } else if (!isSaid(selection, each)) {
        others.add(each);
      }
    }
    FieldSelector rest = new FieldSelector(others);
    return rest.isEmpty()
        ? narrowed
        : narrowed.withFields(stored -> rest.matches(field -> value(resource, stored, field)));
  }

  private static boolean isSaid(Selection selection, FieldSelector.Requirement requirement) {
    return !requirement.isNegated()
        && !requirement.value().isEmpty()
        && switch (requirement.field()) {
          case "metadata.name" -> requirement.value().equals(selection.name());
          case "metadata.namespace" -> requirement.value().equals(selection.namespace());
          default -> false;
        };
  }

  /** What every node agent watches by: found without a tree, and by an index. */
  private static boolean isNode(Resource resource, FieldSelector.Requirement requirement) {
    return !requirement.isNegated()
        && requirement.field().equals("spec.nodeName")
        && resource.kind().equals(resource.storageKind());
  }

  private static String value(Resource resource, Stored stored, String field) {
    return switch (field) {
      case "metadata.name" -> stored.name().name();
      case "metadata.namespace" -> stored.name().namespace();
      default -> resource.fields().value(Conversion.to(resource.kind(), stored.object()), field);
    };
  }
}
