package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonArray;
import dev.keelson.apiserver.model.json.JsonReader;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.kind.Defaults;
import dev.keelson.apiserver.server.kind.Preparation;
import dev.keelson.apiserver.server.kind.Rules;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.SelectableFields;
import dev.keelson.apiserver.server.table.Columns;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Requests for tests; objects are JSON with single quotes. */
public final class Asks {
  private Asks() {}

  public static ApiObject object(String json) {
    return new ApiObject(JsonReader.readObject(json.replace('\'', '"')));
  }

  /** {@code place}: {@code pods}, {@code deployments.apps}, {@code pods/status}. */
  public static AdmissionRequest create(String place, String json) {
    ApiObject object = object(json);
    return of(Operation.CREATE, place, object.objectName(), Optional.of(object), Optional.empty());
  }

  public static AdmissionRequest update(String place, String json, String before) {
    ApiObject object = object(json);
    return of(
        Operation.UPDATE,
        place,
        object.objectName(),
        Optional.of(object),
        Optional.of(object(before)));
  }

  public static AdmissionRequest delete(String place, String before) {
    ApiObject object = object(before);
    return of(Operation.DELETE, place, object.objectName(), Optional.empty(), Optional.of(object));
  }

  private static AdmissionRequest of(
      Operation operation,
      String place,
      ObjectName name,
      Optional<ApiObject> object,
      Optional<ApiObject> before) {
    String[] parts = place.split("/", 2);
    return new AdmissionRequest(
        operation,
        resource(parts[0]),
        parts.length > 1 ? parts[1] : "",
        name,
        object,
        before,
        Caller.of("somebody"),
        false);
  }

  public static AdmissionRequest by(AdmissionRequest request, Caller caller) {
    return new AdmissionRequest(
        request.operation(),
        request.resource(),
        request.subresource(),
        request.name(),
        request.object(),
        request.before(),
        caller,
        request.isDryRun());
  }

  public static AdmissionRequest dry(AdmissionRequest request) {
    return new AdmissionRequest(
        request.operation(),
        request.resource(),
        request.subresource(),
        request.name(),
        request.object(),
        request.before(),
        request.caller(),
        true);
  }

  private static Resource resource(String groupResource) {
    int dot = groupResource.indexOf('.');
    String plural = dot < 0 ? groupResource : groupResource.substring(0, dot);
    String group = dot < 0 ? "" : groupResource.substring(dot + 1);
    GroupVersionKind kind = new GroupVersionKind(group, "v1", "Any");
    return new Resource(
        new GroupVersionResource(group, "v1", plural),
        kind,
        plural,
        List.of(),
        List.of(),
        true,
        List.of(),
        "/registry/" + plural + "/",
        kind,
        List.of(),
        Defaults.NONE,
        Preparation.NONE,
        Rules.NONE,
        new NoColumns(),
        SelectableFields.METADATA);
  }

  private record NoColumns() implements Columns {
    @Override
    public List<Column> columns() {
      return List.of();
    }

    @Override
    public JsonArray cells(ApiObject object, Instant now) {
      return JsonArray.EMPTY;
    }
  }
}
