package dev.keelson.controllers.rootca;

import dev.keelson.apiserver.client.ListOptions;
import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.client.informer.InformerOptions;
import dev.keelson.apiserver.model.ObjectName;
import dev.keelson.controllers.Controller;
import dev.keelson.controllers.ControllerContext;
import dev.keelson.controllers.ControllerKind;
import dev.keelson.controllers.Loop;
import dev.keelson.controllers.periodic.Together;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** {@code root-ca-certificate-publisher-controller}. */
public final class RootCaControllers {
  private static final String NAME = "root-ca-certificate-publisher-controller";

  /** Publishes what the file of the flag {@code root-ca-file} holds; without it, nothing. */
  public static final ControllerKind ROOT_CA =
      ControllerKind.of(NAME, context -> start(context, RootCaControllers::read));

  private RootCaControllers() {}

  /**
   * Instead of {@link #ROOT_CA}, where the process knows it.
   *
   * @param pem one or more certificates
   */
  public static ControllerKind publishing(String pem) {
    return ControllerKind.of(NAME, context -> start(context, _ -> pem));
  }

  private static String read(ControllerContext context) {
    String file = context.options().text("root-ca-file", "");
    try {
      return file.isEmpty() ? "" : Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException("error reading root-ca-file at " + file, e);
    }
  }

  private static Controller start(
      ControllerContext context, Function<ControllerContext, String> source) {
    String pem = source.apply(context);
    if (pem.isEmpty()) {
      return new Without();
    }
    Informer namespaces = context.informers().of("v1", "namespaces");
    // Of all the cluster's ConfigMaps these alone.
    Informer maps =
        Informer.of(
                context.client().resource("v1", "configmaps"),
                InformerOptions.ALL.only(
                    ListOptions.ALL.withFields("metadata.name=" + RootCaMap.NAME)),
                context.random())
            .start();
    Loop loop =
        Loop.of(NAME, context, new RootCaMap(context.client(), namespaces, maps, pem))
            .on(namespaces, each -> List.of(each.objectName()))
            .on(maps, each -> List.of(new ObjectName("", each.namespace())))
            .start(1);
    return Together.of(maps, loop);
  }

  /** Nothing to publish. */
  private static final class Without implements Controller {
    @Override
    public String trouble() {
      return "no root-ca-file is given: kube-root-ca.crt is not published";
    }

    @Override
    public void close() {
      // Nothing runs.
    }
  }
}
