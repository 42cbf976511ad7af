package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.apply.FieldManagement;
import dev.keelson.apiserver.server.admission.quota.QuotaStore;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.Written;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.util.List;
import java.util.Optional;

/** Quotas as the server itself writes them: without asking admission, which asks for them. */
final class StoredQuotas implements QuotaStore {
  private final ResourceRegistry resources;
  private final Resource quotas;
  private final ObjectStore store;
  private final Cachers cachers;
  private final FieldManagement fields;

  StoredQuotas(
      ResourceRegistry resources, ObjectStore store, Cachers cachers, FieldManagement fields) {
    this.resources = resources;
    this.quotas = resources.get("v1", "resourcequotas");
    this.store = store;
    this.cachers = cachers;
    this.fields = fields;
  }

  @Override
  public List<ApiObject> quotas(String namespace) {
    return list(quotas, namespace);
  }

  @Override
  public Optional<ApiObject> read(ObjectName quota) {
    return store.read(quotas, quota).map(Stored::object);
  }

  @Override
  public Optional<ApiObject> writeStatus(ApiObject next, ApiObject read) {
    ApiObject owned = fields.updated(read, next, "kube-apiserver", "status");
    long revision = Long.parseLong(read.resourceVersion());
    return store.update(quotas, owned, revision) instanceof Written.Done(Stored written)
        ? Optional.of(written.object())
        : Optional.empty();
  }

  @Override
  public List<ApiObject> objects(String groupResource, String namespace) {
    return resources.all().stream()
        .filter(each -> each.name().groupResource().equals(groupResource))
        .filter(Resource::isNamespaced)
        .filter(each -> !each.verbs().isEmpty())
        .findFirst()
        .map(resource -> list(resource, namespace))
        .orElse(List.of());
  }

  private List<ApiObject> list(Resource resource, String namespace) {
    return cachers
        .of(resource)
        .list(ListQuery.of(Selection.in(namespace)).at(Long.toString(store.written(resource)), ""))
        .items()
        .stream()
        .map(Stored::object)
        .toList();
  }
}
