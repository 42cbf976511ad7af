package dev.keelson.apiserver.server.bootstrap;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.GroupVersionKind;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.json.JsonString;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.verb.AfterCreate;
import dev.keelson.apiserver.server.verb.ObjectWriter;
import dev.keelson.apiserver.server.verb.WriteCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new namespace has its service account and the cluster's root certificate at once, not when a
 * controller comes by: so a pod can follow the namespace immediately, and a server alone is of use.
 * A controller that makes them too finds them there.
 */
public final class NamespaceContents implements AfterCreate {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceContents.class);
  private static final GroupVersionKind NAMESPACE = new GroupVersionKind("", "v1", "Namespace");

  private final ResourceRegistry resources;
  private final String clusterCa;

  public NamespaceContents(ResourceRegistry resources, String clusterCa) {
    this.resources = resources;
    this.clusterCa = clusterCa;
  }

  @Override
  public void created(ObjectWriter writer, Resource resource, ApiObject object) {
    if (!resource.kind().equals(NAMESPACE)) {
      return;
    }
    make(writer, "serviceaccounts", "ServiceAccount", object.name(), "default", JsonObject.EMPTY);
    make(
        writer,
        "configmaps",
        "ConfigMap",
        object.name(),
        "kube-root-ca.crt",
        JsonObject.of("data", JsonObject.of("ca.crt", JsonString.of(clusterCa))));
  }

  private void make(
      ObjectWriter writer,
      String plural,
      String kind,
      String namespace,
      String name,
      JsonObject content) {
    JsonObject.Builder tree =
        JsonObject.builder()
            .put("kind", kind)
            .put("apiVersion", "v1")
            .put(
                "metadata",
                JsonObject.builder().put("name", name).put("namespace", namespace).build());
    content.forEach(tree::put);
    try {
      writer.create(
          WriteCall.ofServer(resources.get("v1", plural), new ObjectName(namespace, name)),
          new ApiObject(tree.build()));
    } catch (ApiFailure e) {
      if (!e.status().reason().equals("AlreadyExists")) {
        LOG.warn("cannot make {} {}/{}: {}", plural, namespace, name, e.getMessage());
      }
    }
  }
}
