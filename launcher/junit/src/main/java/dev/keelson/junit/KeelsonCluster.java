package dev.keelson.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A Kubernetes cluster in the test's own JVM: store, API server, scheduler, controllers and pretend
 * nodes. Nothing is downloaded, no container is run.
 *
 * <pre>{@code
 * @KeelsonCluster
 * class WebTest {
 *   @Test
 *   void rollsOut(KubernetesClient client) { ... }
 * }
 * }</pre>
 *
 * <p>A nested class without this annotation goes by that of the class around it; one with it has a
 * cluster that knows nothing of the other. Methods may run at the same time.
 *
 * <p>Test methods, {@code @BeforeEach} and {@code @BeforeAll} methods may take as parameters:
 * {@link dev.keelson.launcher.cluster.EmbeddedCluster}, {@link
 * dev.keelson.apiserver.client.ApiClient}, {@link dev.keelson.apiserver.client.ApiTransport},
 * {@link dev.keelson.apiserver.client.time.SteppedTiming} where time is virtual, a {@link
 * java.nio.file.Path} annotated with {@link Kubeconfig}, and, where they are on the class path,
 * fabric8's {@code KubernetesClient} and the official {@code
 * io.kubernetes.client.openapi.ApiClient}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(ClusterExtension.class)
public @interface KeelsonCluster {
  /** How many pretend nodes; 0: an API server with controllers, and pods stay pending. */
  int nodes() default 1;

  Lifecycle lifecycle() default Lifecycle.FORKED;

  /**
   * Whether the cluster's clock stands until the test moves it, by {@link
   * dev.keelson.launcher.cluster.EmbeddedCluster#advance}.
   */
  boolean virtualTime() default false;

  /** Which controllers run, as kube-controller-manager's {@code --controllers} says it. */
  String controllers() default "*";

  /** What is shared between the methods of a class. */
  enum Lifecycle {
    /**
     * {@code @BeforeAll} fills one cluster; each method gets a copy of it, in milliseconds: what a
     * method does, no other sees. A nested class without an annotation of its own begins with a
     * copy too, which its own {@code @BeforeAll} fills: neither the class around it nor the classes
     * beside it see that.
     */
    FORKED,
    /** One cluster for all methods, those of nested classes too. */
    PER_CLASS,
    /** A new one for each method; {@code @BeforeAll} gets none. */
    PER_METHOD
  }
}
