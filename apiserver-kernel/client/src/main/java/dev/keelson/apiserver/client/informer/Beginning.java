package dev.keelson.apiserver.client.informer;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A list that comes as events. Nothing of it is shown before it is whole. */
final class Beginning {
  private final Map<ObjectName, ApiObject> objects = new LinkedHashMap<>();

  void put(ApiObject object) {
    objects.merge(object.objectName(), object, Beginning::newer);
  }

  private static ApiObject newer(ApiObject known, ApiObject object) {
    return ResourceVersions.isOlder(object.resourceVersion(), known.resourceVersion())
        ? known
        : object;
  }

  void remove(ApiObject object) {
    objects.remove(object.objectName());
  }

  List<ApiObject> objects() {
    return List.copyOf(objects.values());
  }
}
