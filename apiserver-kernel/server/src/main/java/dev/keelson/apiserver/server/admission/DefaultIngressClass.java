package dev.keelson.apiserver.server.admission;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.server.admission.AdmissionRequest.Operation;
import java.util.Comparator;

/** An ingress that names no class gets the default one; of several the youngest. */
public final class DefaultIngressClass implements AdmissionStep {
  private static final String DEFAULT = "ingressclass.kubernetes.io/is-default-class";
  private static final String OLD_CLASS = "kubernetes.io/ingress.class";

  private final ObjectFinder objects;

  public DefaultIngressClass(ObjectFinder objects) {
    this.objects = objects;
  }

  @Override
  public String name() {
    return "DefaultIngressClass";
  }

  @Override
  public ApiObject mutate(AdmissionRequest request, ApiObject ingress) {
    if (!request.isOf("networking.k8s.io", "ingresses")
        || request.operation() != Operation.CREATE
        || ingress.spec().isSet("ingressClassName")
        || ingress.annotations().containsKey(OLD_CLASS)) {
      return ingress;
    }
    return objects.list("networking.k8s.io/v1", "ingressclasses", "").stream()
        .filter(each -> each.annotations().getOrDefault(DEFAULT, "").equals("true"))
        .max(
            Comparator.comparing((ApiObject each) -> each.metadata().text("creationTimestamp"))
                .thenComparing(ApiObject::name, Comparator.reverseOrder()))
        .map(each -> ingress.withSpec(spec -> spec.with("ingressClassName", each.name())))
        .orElse(ingress);
  }
}
