package dev.keelson.launcher.component;

import dev.keelson.controllers.ControllerOptions;
import dev.keelson.controllers.ControllerSelection;
import dev.keelson.controllers.ManagerOptions;
import dev.keelson.controllers.cloud.CloudControllers;
import dev.keelson.controllers.cloud.loopback.LoopbackCloud;
import dev.keelson.launcher.component.Component.Running;
import dev.keelson.launcher.component.Component.Start;
import dev.keelson.launcher.snapshot.Misuse;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code keelson cloud-controller-manager}. */
public final class CloudControllerManagerCommand {
  private static final Set<String> PASSED =
      Set.of(
          "allocate-node-cidrs",
          "configure-cloud-routes",
          "cluster-cidr",
          "node-status-update-frequency",
          "route-reconciliation-period");

  private static final String USAGE =
      """
      Usage: keelson cloud-controller-manager --cloud-provider=loopback --cloud-config=DIR [flags]

      Run the four controllers that ask a cloud: for nodes, their lives, routes and load balancers.
      The loopback cloud is a directory: its files say which instances there are and which routes; its
      load balancers are TCP forwarders of this process.

        --cloud-provider loopback      the only one there is
        --cloud-config DIR             where the loopback cloud keeps its tables (default.cloud)
        --controllers LIST             '*' all, 'name' this one, '-name' not (*)
        --allocate-node-cidrs=B, --configure-cloud-routes=B, --cluster-cidr C
      """;

  private static final Component COMPONENT =
      new Component("cloud-controller-manager", 10_258, flags(), USAGE);

  private CloudControllerManagerCommand() {}

  private static Set<String> flags() {
    Set<String> all = new java.util.HashSet<>(PASSED);
    all.addAll(Set.of("cloud-provider", "cloud-config", "controllers"));
    return all;
  }

  public static int run(List<String> rest, PrintStream out, PrintStream err) {
    return COMPONENT.run(rest, out, err, CloudControllerManagerCommand::start);
  }

  private static Running start(Start given) {
    String provider = given.words().text("cloud-provider", "");
    if (!provider.equals("loopback")) {
      throw new Misuse("--cloud-provider \"" + provider + "\": loopback is the only one there is");
    }
    Map<String, String> flags = new HashMap<>();
    PASSED.forEach(name -> given.words().text(name).ifPresent(text -> flags.put(name, text)));
    LoopbackCloud cloud =
        LoopbackCloud.launching(Path.of(given.words().text("cloud-config", "default.cloud")));
    Running running =
        Controlling.start(
            given,
            ManagerOptions.of(CloudControllers.all(cloud))
                .named("cloud-controller-manager")
                .only(ControllerSelection.parse(given.words().text("controllers", "*")))
                .withFlags(new ControllerOptions(flags)));
    return new Running(
        () -> {
          running.parts().close();
          cloud.close();
        },
        running.facts());
  }
}
