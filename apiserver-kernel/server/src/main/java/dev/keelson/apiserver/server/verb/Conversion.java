package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.server.kind.cluster.EventForms;

/** One kind's objects in another version. Those that are not served twice stay as they are. */
final class Conversion {
  private static final GroupVersionKind CORE_EVENT = new GroupVersionKind("", "v1", "Event");
  private static final GroupVersionKind EVENT =
      new GroupVersionKind("events.k8s.io", "v1", "Event");
  private static final GroupVersionKind HPA_1 =
      new GroupVersionKind("autoscaling", "v1", "HorizontalPodAutoscaler");
  private static final GroupVersionKind HPA_2 =
      new GroupVersionKind("autoscaling", "v2", "HorizontalPodAutoscaler");

  private Conversion() {}

  static ApiObject to(GroupVersionKind wanted, ApiObject object) {
    GroupVersionKind is = object.kind();
    if (is.equals(wanted)) {
      return object;
    }
    if (is.equals(CORE_EVENT) && wanted.equals(EVENT)) {
      return new ApiObject(EventForms.toEvents(object.tree()));
    }
    if (is.equals(EVENT) && wanted.equals(CORE_EVENT)) {
      return new ApiObject(EventForms.toCore(object.tree()));
    }
    if (is.equals(HPA_2) && wanted.equals(HPA_1)) {
      return AutoscalerForms.toFirst(object);
    }
    if (is.equals(HPA_1) && wanted.equals(HPA_2)) {
      return AutoscalerForms.toSecond(object);
    }
    return object;
  }
}
