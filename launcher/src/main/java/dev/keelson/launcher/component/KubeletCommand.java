package dev.keelson.launcher.component;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.server.pki.CertificateAuthority;
import dev.keelson.apiserver.server.pki.Pem;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.apiserver.server.pki.TlsIdentity;
import dev.keelson.launcher.component.Component.Running;
import dev.keelson.launcher.component.Component.Start;
import dev.keelson.launcher.snapshot.Misuse;
import dev.keelson.launcher.snapshot.Words;
import dev.keelson.nodeagent.NodePool;
import dev.keelson.nodeagent.NodePoolConfig;
import dev.keelson.nodeagent.node.NodeShape;
import dev.keelson.nodeagent.stream.KubeletServerConfig;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** {@code keelson kubelet}: one node, or many, whose containers are pretended. */
public final class KubeletCommand {
  private static final String USAGE =
      """
      Usage: keelson kubelet --kubeconfig FILE [flags]

      Be a node whose containers are pretended: register, renew the lease, run pods as their
      annotations say, serve logs and exec.

        --hostname-override NAME       of the node (this machine's)
        --nodes N                      be NAME-0 … NAME-N-1 instead; the user must then be no single node's
        --node-ip IP                   under which API servers reach it (127.64.0.1)
        --node-labels K=V,…            besides the usual ones
        --register-with-taints K=V:E,…
        --pod-manifest-path DIR        static pods
        --client-ca-file FILE          CA of those who may ask for logs and exec
        --tls-cert-file FILE, --tls-private-key-file FILE   by default signed by itself
        --port P                       of logs and exec (10250)
      """;

  private static final Component COMPONENT =
      new Component(
          "kubelet",
          10_248,
          Set.of(
              "hostname-override",
              "nodes",
              "node-ip",
              "node-labels",
              "register-with-taints",
              "pod-manifest-path",
              "client-ca-file",
              "tls-cert-file",
              "tls-private-key-file",
              "port"),
          USAGE);

  private KubeletCommand() {}

  public static int run(List<String> rest, PrintStream out, PrintStream err) {
    return COMPONENT.run(rest, out, err, KubeletCommand::start);
  }

  private static Running start(Start given) {
    NodePool pool = NodePool.start(given.client(), config(given.words()));
    return new Running(pool, new ComponentServer.Facts(pool::trouble, () -> ""));
  }

  private static NodePoolConfig config(Words words) {
    String name = words.text("hostname-override").orElseGet(KubeletCommand::host);
    long count = words.number("nodes", 0);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(name + "-" + i);
    }
    NodePoolConfig config =
        NodePoolConfig.named(count == 0 ? List.of(name) : names)
            .withShape(shape(words))
            .withServer(server(words));
    if (words.isGiven("node-ip")) {
      config = config.withAddresses(List.of(words.text("node-ip", "")), false);
    }
    return words.isGiven("pod-manifest-path")
        ? config.withManifests(Path.of(words.text("pod-manifest-path", "")))
        : config;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().toLowerCase(java.util.Locale.ROOT);
    } catch (UnknownHostException e) {
      throw new Misuse("this machine has no name: give --hostname-override");
    }
  }

  private static NodeShape shape(Words words) {
    Map<String, String> labels = new LinkedHashMap<>();
    items(words, "node-labels")
        .forEach(
            each -> {
              int equals = each.indexOf('=');
              labels.put(
                  equals < 0 ? each : each.substring(0, equals),
                  equals < 0 ? "" : each.substring(equals + 1));
            });
    List<JsonObject> taints = items(words, "register-with-taints").map(KubeletCommand::taint).toList();
    return NodeShape.USUAL.withLabels(labels).withTaints(taints);
  }

  private static Stream<String> items(Words words, String flag) {
    return Stream.of(words.text(flag, "").split(",")).filter(each -> !each.isBlank());
  }

  private static JsonObject taint(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new Misuse("--register-with-taints \"" + text + "\": key=value:effect is wanted");
    }
    String key = text.substring(0, colon);
    int equals = key.indexOf('=');
    return JsonObject.builder()
        .put("key", equals < 0 ? key : key.substring(0, equals))
        .put("value", equals < 0 ? "" : key.substring(equals + 1))
        .put("effect", text.substring(colon + 1))
        .build();
  }

  private static KubeletServerConfig server(Words words) {
    TlsIdentity serving =
        words.isGiven("tls-cert-file")
            ? TlsIdentity.load(
                Path.of(words.text("tls-cert-file", "")),
                Path.of(words.text("tls-private-key-file", "")))
            : CertificateAuthority.create("keelson-kubelet", InstantSource.system())
                .serving("kubelet", new ServingNames(Set.of("localhost"), Set.of("127.0.0.1")));
    List<X509Certificate> callers =
        words.text("client-ca-file").map(file -> Pem.certificates(Path.of(file))).orElse(List.of());
    return KubeletServerConfig.of(serving.key(), serving.chain(), callers)
        .onPort((int) words.number("port", 10_250));
  }
}
