package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.model.ApiFailure;
import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.server.Headers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts the caller that the {@code Impersonate-*} headers name in the place of the one who sent
 * them, if he may. Thread-safe.
 *
 * <p>As in Kubernetes 1.36 there are modes, and one that allows is enough: nodes, service accounts
 * and other users may each be impersonated for single verbs ({@code impersonate:<mode>} of the
 * caller together with {@code impersonate-on:<mode>:<verb>} of the request), or anybody for
 * anything with the verb {@code impersonate}. Where none allows, the first one's refusal is told.
 */
public final class Impersonation {
  private static final String USER = "impersonate-user";
  private static final String UID = "impersonate-uid";
  private static final String GROUP = "impersonate-group";
  private static final String EXTRA = "impersonate-extra-";

  private final List<ImpersonationMode> modes;

  public Impersonation(Authorizer authorizer) {
    this.modes = ImpersonationMode.all(authorizer);
  }

  /**
   * The caller in whose name the request is to be authorized and done.
   *
   * @param attributes of the request, as the caller who sent it
   * @throws ApiFailure 400: headers without a user; 403: he may not
   */
  public Caller caller(Headers headers, Attributes attributes) {
    Optional<Caller> wanted = wanted(headers);
    if (wanted.isEmpty()) {
      return attributes.caller();
    }
    Optional<ApiStatus> refusal = Optional.empty();
    for (ImpersonationMode mode : modes) {
      if (mode.appliesTo(wanted.get(), attributes.caller())) {
        switch (mode.check(wanted.get(), attributes)) {
          case ImpersonationMode.Outcome.Allowed(Caller caller) -> {
            return caller;
          }
          case ImpersonationMode.Outcome.Refused(ApiStatus status) ->
              refusal = refusal.or(() -> Optional.of(status));
        }
      }
    }
    throw new ApiFailure(
        refusal.orElseGet(() -> ApiStatus.internal("all impersonation modes failed")));
  }

  /** Empty: nobody is to be impersonated. */
  private static Optional<Caller> wanted(Headers headers) {
    String name = headers.first(USER).orElse("");
    String uid = headers.first(UID).orElse("");
    List<String> groups = headers.all(GROUP);
    Map<String, List<String>> extra = extra(headers);
    if (!name.isEmpty()) {
      return Optional.of(new Caller(name, uid, groups, extra));
    }
    if (!uid.isEmpty() || !groups.isEmpty() || !extra.isEmpty()) {
      throw new ApiFailure(
          ApiStatus.badRequest(
              "requested %s without impersonating a user name"
                  .formatted(described(uid, groups, extra))));
    }
    return Optional.empty();
  }

  private static Map<String, List<String>> extra(Headers headers) {
    Map<String, List<String>> extra = new TreeMap<>();
    headers
        .values()
        .forEach(
            (header, values) -> {
              if (header.startsWith(EXTRA)) {
                extra
                    .computeIfAbsent(
                        unescaped(header.substring(EXTRA.length())), _ -> new ArrayList<>())
                    .addAll(values);
              }
            });
    return extra;
  }

  /** Percent-decoded; itself where that is not well-formed. */
  private static String unescaped(String key) {
    try {
      // A plus is a plus in a path, whatever the decoder of forms makes of it.
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return key;
    }
  }

  /** As Go prints the value with {@code %#v}. */
  private static String described(
      String uid, List<String> groups, Map<String, List<String>> extra) {
    String entries =
        extra.entrySet().stream()
            .map(each -> GoText.quoted(each.getKey()) + ":" + GoText.slice(each.getValue()))
            .collect(Collectors.joining(", "));
    return "&user.DefaultInfo{Name:\"\", UID:%s, Groups:%s, Extra:map[string][]string%s}"
        .formatted(
            GoText.quoted(uid),
            groups.isEmpty() ? "[]string(nil)" : GoText.slice(groups),
            extra.isEmpty() ? "(nil)" : "{" + entries + "}");
  }
}
