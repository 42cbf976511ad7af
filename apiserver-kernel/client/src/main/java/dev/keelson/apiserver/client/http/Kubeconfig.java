package dev.keelson.apiserver.client.http;

import dev.keelson.apiserver.model.json.JsonObject;
import dev.keelson.apiserver.model.yaml.BadYaml;
import dev.keelson.apiserver.model.yaml.YamlReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which server, and as whom.
 *
 * @param server {@code https://127.0.0.1:6443}, perhaps with a path
 * @param authorities PEM; empty: those that Java trusts
 * @param isInsecure whoever answers is believed
 * @param namespace "default" where the context names none
 */
public record Kubeconfig(
    URI server,
    Optional<byte[]> authorities,
    boolean isInsecure,
    Credentials credentials,
    String namespace) {
  private static final Path IN_POD = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /** Ways of becoming somebody that run programs or are gone from Kubernetes. */
  private static final List<String> REFUSED = List.of("exec", "auth-provider", "username");

  /**
   * Its current context.
   *
   * @throws BadKubeconfig no such file, or not usable
   */
  public static Kubeconfig load(Path file) {
    return load(file, "");
  }

  /**
   * @param context "": the current one
   * @throws BadKubeconfig no such file or context, or not usable
   */
  public static Kubeconfig load(Path file, String context) {
    JsonObject tree = tree(file);
    String chosen = context.isEmpty() ? tree.text("current-context") : context;
    JsonObject place = named(file, tree, "contexts", chosen).object("context");
    JsonObject cluster = named(file, tree, "clusters", place.text("cluster")).object("cluster");
    JsonObject user =
        place.text("user").isEmpty()
            ? JsonObject.EMPTY
            : named(file, tree, "users", place.text("user")).object("user");
    for (String unknown : List.of("tls-server-name", "proxy-url")) {
      if (cluster.isSet(unknown)) {
        throw new BadKubeconfig(file + ": " + unknown + " is not supported");
      }
    }
    return new Kubeconfig(
        server(file, cluster.text("server")),
        data(file, cluster, "certificate-authority"),
        cluster.isTrue("insecure-skip-tls-verify"),
        credentials(file, user),
        place.text("namespace").isEmpty() ? "default" : place.text("namespace"));
  }

  /**
   * As a pod finds it.
   *
   * @param environment of the process
   * @throws BadKubeconfig this is no pod
   */
  public static Kubeconfig inCluster(Map<String, String> environment) {
    return inCluster(environment, IN_POD);
  }

  static Kubeconfig inCluster(Map<String, String> environment, Path secrets) {
    String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
    String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "");
    if (host.isEmpty() || port.isEmpty()) {
      throw new BadKubeconfig(
          "not in a pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set");
    }
    String authority = host.indexOf(':') < 0 ? host : "[" + host + "]";
    Path namespace = secrets.resolve("namespace");
    return new Kubeconfig(
        URI.create("https://" + authority + ":" + port),
        Optional.of(read(secrets.resolve("ca.crt"))),
        false,
        new Credentials.TokenFile(secrets.resolve("token")),
        Files.exists(namespace) ? new String(read(namespace)).strip() : "default");
  }

  private static JsonObject tree(Path file) {
    try {
      if (YamlReader.read(read(file), _ -> {}) instanceof JsonObject tree) {
        return tree;
      }
    } catch (BadYaml e) {
      throw new BadKubeconfig(file + ": " + e.getMessage(), e);
    }
    throw new BadKubeconfig(file + " is no kubeconfig");
  }

  private static JsonObject named(Path file, JsonObject tree, String list, String name) {
    return tree.array(list)
        .objects()
        .filter(each -> each.text("name").equals(name))
        .findFirst()
        .orElseThrow(
            () -> new BadKubeconfig("%s: nothing named \"%s\" in %s".formatted(file, name, list)));
  }

  private static URI server(Path file, String text) {
    try {
      URI server = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      if (List.of("https", "http").contains(String.valueOf(server.getScheme()))) {
        return server;
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw new BadKubeconfig("%s: server \"%s\" is no URL".formatted(file, text));
  }

  private static Credentials credentials(Path file, JsonObject user) {
    for (String refused : REFUSED) {
      if (user.isSet(refused)) {
        throw new BadKubeconfig(
            "%s: users with \"%s\" are not supported; use a client certificate or a token"
                .formatted(file, refused));
      }
    }
    if (!user.text("tokenFile").isEmpty()) {
      return new Credentials.TokenFile(beside(file, user.text("tokenFile")));
    }
    if (!user.text("token").isEmpty()) {
      return new Credentials.BearerToken(user.text("token"));
    }
    Optional<byte[]> certificate = data(file, user, "client-certificate");
    Optional<byte[]> key = data(file, user, "client-key");
    if (certificate.isPresent() != key.isPresent()) {
      throw new BadKubeconfig(file + ": a client certificate and its key belong together");
    }
    return certificate.isEmpty()
        ? new Credentials.Anonymous()
        : new Credentials.ClientCertificate(certificate.get(), key.get());
  }

  /** From {@code name-data}, or the file that {@code name} names. */
  private static Optional<byte[]> data(Path file, JsonObject tree, String name) {
    String inline = tree.text(name + "-data");
    if (!inline.isEmpty()) {
      try {
        return Optional.of(Base64.getMimeDecoder().decode(inline));
      } catch (IllegalArgumentException e) {
        throw new BadKubeconfig("%s: %s-data is no base64".formatted(file, name), e);
      }
    }
    return tree.text(name).isEmpty()
        ? Optional.empty()
        : Optional.of(read(beside(file, tree.text(name))));
  }

  private static Path beside(Path file, String other) {
    return file.toAbsolutePath().resolveSibling(other);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadKubeconfig("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
