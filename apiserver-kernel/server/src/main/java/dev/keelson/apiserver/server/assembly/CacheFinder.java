package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionResource;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.server.admission.ObjectFinder;
import dev.keelson.apiserver.server.auth.ObjectLookup;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.Stored;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.storage.cache.Freshness;
import dev.keelson.apiserver.server.storage.cache.ListQuery;
import dev.keelson.apiserver.server.storage.cache.Selection;
import java.util.List;
import java.util.Optional;

/** What the server itself looks up: in its caches first. */
final class CacheFinder implements ObjectFinder, ObjectLookup {
  private final ResourceRegistry resources;
  private final Cachers cachers;
  private final ObjectStore objects;

  CacheFinder(ResourceRegistry resources, Cachers cachers, ObjectStore objects) {
    this.resources = resources;
    this.cachers = cachers;
    this.objects = objects;
  }

  @Override
  public Optional<ApiObject> find(String apiVersion, String resource, ObjectName name) {
    return find(resources.get(apiVersion, resource), name);
  }

  @Override
  public Optional<ApiObject> find(GroupVersionResource resource, ObjectName name) {
    return resources.find(resource).flatMap(known -> find(known, name));
  }

  private Optional<ApiObject> find(Resource resource, ObjectName name) {
    return cachers
        .of(resource)
        .get(name, new Freshness.Any())
        .or(() -> cachers.of(resource).get(name, new Freshness.Consistent()))
        .map(Stored::object);
  }

  @Override
  public Optional<ApiObject> findNow(String apiVersion, String resource, ObjectName name) {
    return cachers
        .of(resources.get(apiVersion, resource))
        .get(name, new Freshness.Consistent())
        .map(Stored::object);
  }

  @Override
  public List<ApiObject> list(String apiVersion, String resource, String namespace) {
    Resource known = resources.get(apiVersion, resource);
    return cachers
        .of(known)
        .list(ListQuery.of(Selection.in(namespace)).at(Long.toString(objects.written(known)), ""))
        .items()
        .stream()
        .map(Stored::object)
        .toList();
  }
}
