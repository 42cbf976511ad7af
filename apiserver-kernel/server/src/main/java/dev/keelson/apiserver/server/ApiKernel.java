package dev.keelson.apiserver.server;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.auth.Attributes;
import dev.keelson.apiserver.server.auth.Authenticator;
import dev.keelson.apiserver.server.auth.Authorizer;
import dev.keelson.apiserver.server.auth.Caller;
import dev.keelson.apiserver.server.auth.Forbidden;
import dev.keelson.apiserver.server.auth.Impersonation;
import dev.keelson.apiserver.server.metrics.RequestMetrics;
import dev.keelson.apiserver.server.request.RequestInfo;
import dev.keelson.apiserver.server.request.TimeLimit;
import dev.keelson.apiserver.server.resource.Resource;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.RequestDeadline;
import dev.keelson.apiserver.server.verb.Call;
import dev.keelson.apiserver.server.verb.Verbs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API: a request in, its answer out. No socket, no thread of its own; blocks its caller on the
 * store, so it is called on a virtual thread. Thread-safe.
 *
 * <p>The order is upstream's: who is it, whom does he act for, may he, then the verb.
 */
public final class ApiKernel {
  private static final Logger LOG = LoggerFactory.getLogger(ApiKernel.class);

  /** Answers paths that name no resource: discovery, health, metrics. Empty: not its path. */
  public interface Site {
    Optional<ApiResponse> answer(ApiRequest request);
  }

  private final ResourceRegistry resources;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final Impersonation impersonation;
  private final Verbs verbs;
  private final List<Site> sites;
  private final RequestMetrics metrics;

  public ApiKernel(
      ResourceRegistry resources,
      Authenticator authenticator,
      Authorizer authorizer,
      Verbs verbs,
      List<Site> sites,
      RequestMetrics metrics) {
    this.metrics = metrics;
    this.resources = resources;
    this.authenticator = authenticator;
    this.authorizer = authorizer;
    this.impersonation = new Impersonation(authorizer);
    this.verbs = verbs;
    this.sites = List.copyOf(sites);
  }

  /** Never throws: what goes wrong is an answer. */
  public ApiResponse handle(ApiRequest request) {
    RequestInfo info;
    try {
      info = RequestInfo.of(request);
    } catch (ApiFailure e) {
      return Measured.counted(
          metrics.begin(Measured.UNKNOWN), named(ApiResponse.failure(e.status())));
    }
    Optional<Resource> resource = info.isResource() ? resources.find(info.gvr()) : Optional.empty();
    RequestMetrics.Running running = metrics.begin(Measured.asked(request, info, resource));
    ApiResponse answer;
    try {
      answer = within(TimeLimit.of(request, info), request, info, resource);
    } catch (ApiFailure e) {
      answer = ApiResponse.failure(e.status());
    } catch (RuntimeException | StackOverflowError e) {
      LOG.error("{} {} failed", request.method(), request.path(), e);
      answer = ApiResponse.failure(ApiStatus.internal(String.valueOf(e.getMessage())));
    }
    return Measured.counted(running, named(answer));
  }

  private ApiResponse within(
      Optional<Duration> limit, ApiRequest request, RequestInfo info, Optional<Resource> resource) {
    return limit.isPresent()
        ? RequestDeadline.within(limit.get(), () -> answer(request, info, resource))
        : answer(request, info, resource);
  }

  /** With a name under which logs may speak of it. */
  private static ApiResponse named(ApiResponse answer) {
    return withHeaders(answer, Map.of("audit-id", List.of(UUID.randomUUID().toString())));
  }

  private ApiResponse answer(ApiRequest request, RequestInfo info, Optional<Resource> of) {
    Caller caller =
        impersonation.caller(request.headers(), info.attributes(authenticated(request)));
    authorize(info.attributes(caller));
    if (!info.isResource()) {
      return sites.stream()
          .map(site -> site.answer(request))
          .flatMap(Optional::stream)
          .findFirst()
          .orElseThrow(() -> new ApiFailure(ApiStatus.noSuchPath()));
    }
    Resource resource = of.orElseThrow(() -> new ApiFailure(ApiStatus.noSuchPath()));
    Call call = Call.of(request, info, resource, caller);
    ApiResponse answer = verbs.answer(call);
    return call.warnings().isEmpty()
        ? answer
        : withHeaders(answer, Map.of("warning", warnings(call.warnings())));
  }

  private Caller authenticated(ApiRequest request) {
    return switch (authenticator.authenticate(request)) {
      case Authenticator.Outcome.Known(Caller caller) -> caller;
      case Authenticator.Outcome.Rejected(String why) -> {
        LOG.debug("credentials refused: {}", why);
        throw new ApiFailure(ApiStatus.unauthorized());
      }
      case Authenticator.Outcome.Unknown _ -> throw new ApiFailure(ApiStatus.unauthorized());
    };
  }

  private void authorize(Attributes attributes) {
    Authorizer.Decision decision = authorizer.decide(attributes);
    if (!decision.isAllowed()) {
      throw new ApiFailure(Forbidden.status(attributes, decision.reason()));
    }
  }

  private static List<String> warnings(List<String> texts) {
    List<String> warnings = new ArrayList<>();
    for (String text : texts) {
      warnings.add("299 - \"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"");
    }
    return warnings;
  }

  private static ApiResponse withHeaders(ApiResponse answer, Map<String, List<String>> more) {
    Map<String, List<String>> all = new LinkedHashMap<>(answer.headers().values());
    all.putAll(more);
    Headers headers = new Headers(all);
    return switch (answer) {
      case ApiResponse.Complete(int status, Headers _, var body) ->
          new ApiResponse.Complete(status, headers, body);
      case ApiResponse.Streaming(int status, Headers _, BodyStream body) ->
          new ApiResponse.Streaming(status, headers, body);
      case ApiResponse.Upgraded upgraded -> upgraded;
    };
  }
}
