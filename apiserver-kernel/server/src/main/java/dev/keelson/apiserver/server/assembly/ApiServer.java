package dev.keelson.apiserver.server.assembly;

import dev.keelson.apiserver.model.apply.FieldManagement;
import dev.keelson.apiserver.model.proto.ProtobufCodec;
import dev.keelson.apiserver.model.schema.BuiltInSchemas;
import dev.keelson.apiserver.server.ApiKernel;
import dev.keelson.apiserver.server.ApiRequest;
import dev.keelson.apiserver.server.ApiResponse;
import dev.keelson.apiserver.server.admission.AdmissionChain;
import dev.keelson.apiserver.server.admission.AdmissionStep;
import dev.keelson.apiserver.server.admission.RbacEscalation;
import dev.keelson.apiserver.server.auth.AlwaysAllow;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.AuthorizerChain;
import dev.keelson.apiserver.server.auth.PrivilegedGroup;
import dev.keelson.apiserver.server.auth.X509Authenticator;
import dev.keelson.apiserver.server.auth.node.NodeAuthorizer;
import dev.keelson.apiserver.server.auth.rbac.BootstrapPolicy;
import dev.keelson.apiserver.server.auth.rbac.EscalationCheck;
import dev.keelson.apiserver.server.auth.rbac.RbacAuthorizer;
import dev.keelson.apiserver.server.auth.rbac.RuleResolver;
import dev.keelson.apiserver.server.auth.token.OpenIdDocuments;
import dev.keelson.apiserver.server.bootstrap.Bootstrap;
import dev.keelson.apiserver.server.bootstrap.KubernetesEndpoints;
import dev.keelson.apiserver.server.bootstrap.NamespaceContents;
import dev.keelson.apiserver.server.discovery.Discovery;
import dev.keelson.apiserver.server.metrics.MetricsSite;
import dev.keelson.apiserver.server.metrics.ServerMetrics;
import dev.keelson.apiserver.server.openapi.OpenApi;
import dev.keelson.apiserver.server.resource.BuiltInResources;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.site.HealthSite;
import dev.keelson.apiserver.server.site.OpenApiSite;
import dev.keelson.apiserver.server.site.PathsSite;
import dev.keelson.apiserver.server.site.VersionSite;
import dev.keelson.apiserver.server.storage.Compactor;
import dev.keelson.apiserver.server.storage.ObjectCodec;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import dev.keelson.apiserver.server.stream.NodeProxy;
import dev.keelson.apiserver.server.stream.NodeTls;
import dev.keelson.apiserver.server.verb.ObjectWriter;
import dev.keelson.apiserver.server.verb.Serving;
import dev.keelson.apiserver.server.verb.Verbs;
import dev.keelson.mvcc.KvStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An API server on a store, without a socket: {@link #handle} is all of it. Does not own the store.
 *
 * <pre>{@code
 * try (var store = LocalKvStore.inMemory();
 *     var api = ApiServer.open(store, ApiServerConfig.embedded())) {
 *   api.handle(ApiRequest.of("GET", "/api/v1/namespaces"));
 * }
 * }</pre>
 */
public final class ApiServer implements AutoCloseable {
  /** Upstream's {@code --etcd-compaction-interval}. */
  private static final Duration COMPACTED_EVERY = Duration.ofMinutes(5);

  /** Of addresses and ports of services; upstream's number. */
  private static final Duration REPAIRED_EVERY = Duration.ofMinutes(3);

  private final ApiKernel kernel;
  private final Cachers cachers;
  private final ResourceRegistry resources;
  private final X509Authenticator certificates;
  private final Upkeep upkeep;
  private final Optional<KubernetesEndpoints> endpoints;

  private ApiServer(
      ApiKernel kernel,
      Cachers cachers,
      ResourceRegistry resources,
      X509Authenticator certificates,
      Upkeep upkeep,
      Optional<KubernetesEndpoints> endpoints) {
    this.kernel = kernel;
    this.cachers = cachers;
    this.resources = resources;
    this.certificates = certificates;
    this.upkeep = upkeep;
    this.endpoints = endpoints;
  }

  /** Returns when what every cluster holds is there. Blocks on the store. */
  public static ApiServer open(KvStore store, ApiServerConfig config) {
    BuiltInSchemas schemas = BuiltInSchemas.get();
    ProtobufCodec protobuf = new ProtobufCodec(schemas);
    ObjectCodec codec = new ObjectCodec(protobuf::decode);
    ResourceRegistry resources =
        new ResourceRegistry(
            BuiltInResources.all(new BuiltInHooks(config.features()), config.features()));
    Cachers cachers = new Cachers(store, codec);
    ServerMetrics metrics = new ServerMetrics();
    ObjectStore objects = new ObjectStore(store, codec, metrics.store());
    CacheFinder finder = new CacheFinder(resources, cachers, objects);
    Identities identities = Identities.of(config, finder);
    Authorizer authorizer = AlwaysAllow.INSTANCE;
    Optional<RbacCaches> roles =
        config.allowsAll() ? Optional.empty() : Optional.of(new RbacCaches(resources, cachers));
    Optional<RuleResolver> rules = Optional.empty();
    List<AdmissionStep> extensions = new ArrayList<>();
    if (roles.isPresent()) {
      RuleResolver resolver = new RuleResolver(roles.get());
      authorizer =
          AuthorizerChain.of(
              PrivilegedGroup.INSTANCE,
              new NodeAuthorizer(new NodePods(resources, cachers), finder),
              new RbacAuthorizer(resolver));
      rules = Optional.of(resolver);
      extensions.add(new RbacEscalation(new EscalationCheck(resolver, authorizer)));
    }
    FieldManagement fields = new FieldManagement(schemas::kind, config.clock());
    SecureRandom random = new SecureRandom();
    ServiceClaims claims =
        new ServiceClaims(
            new ServiceRanges(
                config.address().serviceCidr(),
                resources.get("networking.k8s.io/v1", "servicecidrs"),
                cachers),
            cachers,
            new IpAddressObjects(
                resources.get("networking.k8s.io/v1", "ipaddresses"),
                objects,
                cachers,
                config.clock()),
            new StoredPorts(objects, "30000-32767"),
            random);
    Serving serving =
        new Serving(
            resources,
            schemas,
            protobuf,
            objects,
            cachers,
            new AdmissionChain(
                BuiltInAdmission.steps(
                    finder,
                    new StoredQuotas(resources, objects, cachers, fields),
                    authorizer,
                    new Suffixes(),
                    config.clock(),
                    extensions),
                metrics),
            fields,
            new NamespaceContents(resources, config.clusterCa()),
            claims,
            config.clock(),
            random);
    AtomicBoolean isBegun = new AtomicBoolean();
    ApiKernel kernel =
        new ApiKernel(
            resources,
            identities.authenticator(),
            authorizer,
            new Verbs(
                serving,
                Specials.of(
                    serving,
                    identities,
                    config.serviceAccounts().audiences(),
                    authorizer,
                    rules,
                    new NodeProxy(NodeTls.of(config.towardsNodes(), List.of())))),
            sites(store, config, resources, identities, cachers, metrics, isBegun),
            metrics.requests());
    ObjectWriter writer = new ObjectWriter(serving);
    new Bootstrap(resources, objects, writer, config.address())
        .run(BootstrapPolicy.objects(config.features()), config.clusterCa(), config.proxyCa());
    Optional<KubernetesEndpoints> endpoints =
        config
            .address()
            .advertised()
            .map(
                ip ->
                    new KubernetesEndpoints(
                        objects, cachers, writer, resources, ip, config.address().securePort()));
    endpoints.ifPresent(KubernetesEndpoints::renew);
    Upkeep upkeep = new Upkeep();
    ApiServer server =
        new ApiServer(kernel, cachers, resources, identities.certificates(), upkeep, endpoints);
    if (!config.allowsAll()) {
      server.keepUp(new Compactor(store), claims);
    }
    // Who asks at once is judged by the roles that were just written.
    roles.ifPresent(RbacCaches::catchUp);
    isBegun.set(true);
    return server;
  }

  private static List<ApiKernel.Site> sites(
      KvStore store,
      ApiServerConfig config,
      ResourceRegistry resources,
      Identities identities,
      Cachers cachers,
      ServerMetrics metrics,
      AtomicBoolean isBegun) {
    HealthSite health = HealthChecks.site(store, cachers, isBegun);
    Discovery discovery = new Discovery(resources, config.address().advertisedAddress());
    return List.of(
        discovery::answer,
        request -> openId(identities, request),
        new OpenApiSite(new OpenApi(BuiltInSchemas.get(), resources.all())),
        new VersionSite(),
        health,
        new MetricsSite(metrics, cachers::stats),
        new PathsSite(resources, health.paths()));
  }

  private static Optional<ApiResponse> openId(Identities identities, ApiRequest request) {
    return switch (request.path()) {
      case OpenIdDocuments.CONFIGURATION_PATH ->
          Optional.of(identities.openId().configurationAnswer());
      case OpenIdDocuments.KEYS_PATH -> Optional.of(identities.openId().keySetAnswer());
      default -> Optional.empty();
    };
  }

  /** As {@link ApiKernel#handle}. */
  public ApiResponse handle(ApiRequest request) {
    return kernel.handle(request);
  }

  /** From now on clients' certificates are of these CAs. Any thread. */
  public void trust(List<X509Certificate> clientCas) {
    certificates.trust(clientCas);
  }

  public ResourceRegistry resources() {
    return resources;
  }

  /** Whether all that is in the store has been told to those who watch. Looks, does not wait. */
  public boolean hasToldAll() {
    return cachers.hasToldAll();
  }

  private void keepUp(Compactor compactor, ServiceClaims claims) {
    Resource services = resources.get("v1", "services");
    endpoints.ifPresent(
        each ->
            upkeep.every(
                Duration.ofSeconds(KubernetesEndpoints.RENEWED_EVERY_SECONDS),
                "kubernetes-endpoints",
                each::renew));
    upkeep.every(COMPACTED_EVERY, "compactor", compactor::step);
    Upkeep.attempt("service-repair", () -> claims.repair(services));
    upkeep.every(REPAIRED_EVERY, "service-repair", () -> claims.repair(services));
  }

  /** Blocks on the store for a moment, where others shall no longer be led to this server. */
  @Override
  public void close() {
    upkeep.close();
    endpoints.ifPresent(each -> Upkeep.attempt("kubernetes-endpoints", each::end));
    cachers.close();
  }
}
