package dev.keelson.junit.example;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.WriteOptions;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerHandler;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.client.queue.ReconcileLoop;
import dev.keelson.apiserver.client.queue.Result;
import dev.keelson.apiserver.client.queue.WorkQueue;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.apiserver.model.json.JsonReader;
import java.time.Duration;

/**
 * A ConfigMap labelled {@code example.com/kind=site} wants a website: {@code data.image} in {@code
 * data.replicas} pods behind a Service of its name. The operator applies both, owned by the
 * ConfigMap, so that they go when it goes.
 */
final class SiteOperator implements AutoCloseable {
  static final String LABEL = "example.com/kind";
  private static final WriteOptions OURS = WriteOptions.by("site-operator").forced();

  private final ApiClient client;
  private final Informer sites;
  private final ReconcileLoop<ObjectName> loop;

  private SiteOperator(ApiClient client) {
    this.client = client;
    this.sites =
        Informer.of(
            client.resource("v1", "configmaps"),
            InformerOptions.ALL.only(ListOptions.ALL.withLabels(LABEL + "=site")));
    WorkQueue<ObjectName> queue = WorkQueue.usual(client.timing());
    this.loop = new ReconcileLoop<>("site-operator", queue, this::reconcile);
    sites.addHandler(InformerHandler.onChange(site -> queue.add(site.objectName())));
  }

  static SiteOperator start(ApiClient client) throws InterruptedException {
    SiteOperator operator = new SiteOperator(client);
    operator.sites.start().awaitSynced(Duration.ofSeconds(30));
    operator.loop.start(2);
    return operator;
  }

  private Result reconcile(ObjectName name) {
    sites
        .store()
        .get(name)
        .ifPresent(
            site -> {
              client.resource("apps/v1", "deployments").apply(deployment(site), OURS);
              client.resource("v1", "services").apply(service(site), OURS);
            });
    return Result.done();
  }

  private static ApiObject deployment(ApiObject site) {
    return object(
        """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": %s,
         "spec": {"replicas": %d, "selector": {"matchLabels": {"site": "%s"}},
          "template": {"metadata": {"labels": {"site": "%s"}},
           "spec": {"containers": [{"name": "web", "image": "%s"}]}}}}
        """
            .formatted(
                metadata(site),
                Integer.parseInt(site.tree().object("data").text("replicas", "1")),
                site.name(),
                site.name(),
                site.tree().object("data").text("image", "nginx")));
  }

  private static ApiObject service(ApiObject site) {
    return object(
        """
        {"apiVersion": "v1", "kind": "Service", "metadata": %s,
         "spec": {"selector": {"site": "%s"}, "ports": [{"port": 80}]}}
        """
            .formatted(metadata(site), site.name()));
  }

  private static String metadata(ApiObject site) {
    return """
    {"namespace": "%s", "name": "%s", "ownerReferences": [{"apiVersion": "v1",
     "kind": "ConfigMap", "name": "%s", "uid": "%s", "controller": true}]}
    """
        .formatted(site.namespace(), site.name(), site.name(), site.uid());
  }

  private static ApiObject object(String json) {
    return new ApiObject(JsonReader.readObject(json));
  }

  @Override
  public void close() {
    sites.close();
    loop.close();
  }
}
