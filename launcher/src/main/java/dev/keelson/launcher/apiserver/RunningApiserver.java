package dev.keelson.launcher.apiserver;

import dev.keelson.apiserver.server.assembly.ApiServer;
import dev.keelson.apiserver.server.assembly.ApiServerConfig;
import dev.keelson.apiserver.server.assembly.ApiServerConfig.ServiceAccounts;
import dev.keelson.apiserver.server.bootstrap.Bootstrap.ClusterAddress;
import dev.keelson.apiserver.server.http.HttpsConfig;
import dev.keelson.apiserver.server.http.HttpsServer;
import dev.keelson.apiserver.server.pki.ClusterPki;
import dev.keelson.apiserver.server.pki.Pem;
import dev.keelson.apiserver.server.pki.PkiFault;
import dev.keelson.apiserver.server.pki.ServingNames;
import dev.keelson.launcher.cluster.ControlPlane;
import dev.keelson.mvcc.KvStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Store, API server and socket, in the order in which they need each other. */
public final class RunningApiserver implements AutoCloseable {
  private final OwnStore store;
  private final ControlPlane plane;
  private final HttpsServer https;
  private final CertificateFiles files;
  private final String url;

  private RunningApiserver(
      OwnStore store, ControlPlane plane, HttpsServer https, CertificateFiles files, String url) {
    this.files = files;
    this.store = store;
    this.plane = plane;
    this.https = https;
    this.url = url;
  }

  public static RunningApiserver start(ApiserverFlags flags) {
    return start(flags, (_, _) -> {});
  }

  /**
   * @param done is told of each part that has come up: its name, and a word about it
   */
  public static RunningApiserver start(ApiserverFlags flags, BiConsumer<String, String> done) {
    InstantSource clock = InstantSource.system();
    ServiceRange range = ServiceRange.parse(flags.serviceRange());
    List<String> names = new ArrayList<>(flags.moreNames());
    names.add(flags.reachedAt());
    flags.advertised().ifPresent(names::add);
    ServingNames serving = ServingNames.ofApiServer(range.first(), names);
    ClusterPki pki =
        flags
            .pki()
            .map(directory -> ClusterPki.open(directory, serving, clock))
            .orElseGet(() -> ClusterPki.fresh(serving, clock));
    done.accept("certificates", flags.pki().map(Path::toString).orElse("not kept"));
    OwnStore store = OwnStore.open(flags);
    try {
      done.accept("store", OwnStore.describe(flags));
      RunningApiserver server = start(flags, pki, range, clock, store);
      done.accept("API server", server.url());
      return server;
    } catch (RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  private static RunningApiserver start(
      ApiserverFlags flags,
      ClusterPki pki,
      ServiceRange range,
      InstantSource clock,
      OwnStore store) {
    KvStore kv = store.kv();
    CertificateFiles files = new CertificateFiles(flags, pki.serving(), pki.ca().certificate());
    CertificateFiles.Certificates certificates = files.read();
    int port = flags.port() == 0 ? OwnStore.freePort() : flags.port();
    ApiServer api =
        ApiServer.open(
            kv,
            new ApiServerConfig(
                new ClusterAddress(range.first(), flags.serviceRange(), flags.advertised(), port),
                Pem.write(List.of(pki.ca().certificate())),
                Pem.write(List.of(pki.frontProxyCa().certificate())),
                certificates.clientCas(),
                ServiceAccounts.signedBy(pki.serviceAccount()),
                flags.tokens().map(RunningApiserver::read).orElse(""),
                Optional.of(
                    pki.ca().client("kube-apiserver-kubelet-client", List.of("system:masters"))),
                flags.isAnonymousAllowed(),
                false,
                flags.gates().features(),
                clock));
    try {
      HttpsServer https =
          HttpsServer.open(
              new HttpsConfig(
                  flags.bindAddress(), port, certificates.serving(), certificates.clientCas()),
              api::handle);
      files.watch(
          changed -> {
            https.serveAs(changed.serving(), changed.clientCas());
            api.trust(changed.clientCas());
          });
      String url = "https://" + bracketed(flags.reachedAt()) + ":" + https.port();
      pki.writeAdminConfig(flags.kubeconfig(), url);
      return new RunningApiserver(store, new ControlPlane(api, pki), https, files, url);
    } catch (RuntimeException | Error e) {
      api.close();
      throw e;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new PkiFault("cannot read " + file + ": " + e, e);
    }
  }

  private static String bracketed(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }

  public ControlPlane plane() {
    return plane;
  }

  public String url() {
    return url;
  }

  /** Completes when the store has failed for good. */
  public CompletableFuture<Throwable> failure() {
    return store.failure();
  }

  @Override
  public void close() {
    files.close();
    https.close();
    plane.api().close();
    store.close();
  }
}
