package dev.keelson.junit;

import dev.keelson.apiserver.client.ApiClient;
import dev.keelson.apiserver.client.ApiTransport;
import dev.keelson.apiserver.client.time.SteppedTiming;
import dev.keelson.apiserver.client.time.Timing;
import dev.keelson.launcher.cluster.ClusterOptions;
import dev.keelson.launcher.cluster.EmbeddedCluster;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link KeelsonCluster} does. Everything it opens is closed with the context it is for. */
final class ClusterExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
  private static final Namespace SPACE = Namespace.create(ClusterExtension.class);
  private static final String FABRIC8 = "io.fabric8.kubernetes.client.KubernetesClient";
  private static final String OFFICIAL = "io.kubernetes.client.openapi.ApiClient";

  @Override
  public void beforeAll(ExtensionContext context) {
    KeelsonCluster wanted = annotation(context);
    Optional<EmbeddedCluster> around = around(context);
    switch (wanted.lifecycle()) {
      case PER_METHOD -> {}
      case PER_CLASS -> {
        if (around.isEmpty()) {
          keep(context, EmbeddedCluster.open(options(wanted)));
        }
      }
      case FORKED ->
          keep(
              context,
              around.isPresent() ? around.get().fork() : EmbeddedCluster.open(options(wanted)));
    }
  }

  /** Of the class around this one, where this one has no annotation of its own. */
  private static Optional<EmbeddedCluster> around(ExtensionContext context) {
    if (AnnotationSupport.isAnnotated(context.getRequiredTestClass(), KeelsonCluster.class)) {
      return Optional.empty();
    }
    return Optional.ofNullable(context.getStore(SPACE).get(GivenCluster.class, GivenCluster.class))
        .map(GivenCluster::cluster);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    KeelsonCluster wanted = annotation(context);
    switch (wanted.lifecycle()) {
      case PER_CLASS -> {}
      case PER_METHOD -> keep(context, EmbeddedCluster.open(options(wanted)));
      case FORKED -> keep(context, kept(context).cluster().fork());
    }
  }

  private static KeelsonCluster annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(
            context.getRequiredTestClass(), KeelsonCluster.class, context.getEnclosingTestClasses())
        .orElseThrow(() -> new IllegalStateException("no @KeelsonCluster"));
  }

  private static ClusterOptions options(KeelsonCluster wanted) {
    ClusterOptions options =
        ClusterOptions.USUAL.withNodes(wanted.nodes()).withControllers(wanted.controllers());
    return wanted.virtualTime() ? options.withVirtualTime() : options;
  }

  private static void keep(ExtensionContext context, EmbeddedCluster cluster) {
    context.getStore(SPACE).put(GivenCluster.class, new GivenCluster(cluster));
  }

  /** This context's own, or that of the one around it. */
  private static GivenCluster kept(ExtensionContext context) {
    GivenCluster given = context.getStore(SPACE).get(GivenCluster.class, GivenCluster.class);
    if (given == null) {
      throw new ParameterResolutionException(
          "there is no cluster yet: with Lifecycle.PER_METHOD only methods and @BeforeEach get one");
    }
    return given;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == EmbeddedCluster.class
        || type == ApiClient.class
        || type == ApiTransport.class
        || type == Timing.class
        || type == SteppedTiming.class
        || (type == Path.class && parameter.isAnnotated(Kubeconfig.class))
        || type.getName().equals(FABRIC8)
        || type.getName().equals(OFFICIAL);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    GivenCluster given = kept(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == EmbeddedCluster.class) {
      return given.cluster();
    }
    if (type == ApiClient.class) {
      return given.cluster().client(context.getRequiredTestClass().getSimpleName());
    }
    if (type == ApiTransport.class) {
      return given.cluster().transport();
    }
    if (type == Timing.class || type == SteppedTiming.class) {
      return timing(given.cluster(), type);
    }
    if (type == Path.class) {
      return given.kubeconfig();
    }
    return type.getName().equals(FABRIC8)
        ? given.client("fabric8", Fabric8Client::open)
        : given.client("official", OfficialClient::open);
  }

  private static Timing timing(EmbeddedCluster cluster, Class<?> type) {
    if (!type.isInstance(cluster.timing())) {
      throw new ParameterResolutionException(
          "time is real here: say @KeelsonCluster(virtualTime = true)");
    }
    return cluster.timing();
  }
}
