package dev.keelson.apiserver.server.auth;

import dev.keelson.apiserver.model.ApiStatus;
import dev.keelson.apiserver.model.GroupVersionResource;

/** What somebody is told who may not. */
public final class Forbidden {
  private Forbidden() {}

  /** As upstream composes it, without the reason and without the object's name. */
  public static String message(Attributes attributes) {
    String who = "User " + GoText.quoted(attributes.caller().name());
    if (!attributes.isResource()) {
      return who + " cannot " + attributes.verb() + " path " + GoText.quoted(attributes.path());
    }
    String resource =
        attributes.subresource().isEmpty()
            ? attributes.resource()
            : attributes.resource() + "/" + attributes.subresource();
    String where =
        attributes.namespace().isEmpty()
            ? " at the cluster scope"
            : " in the namespace " + GoText.quoted(attributes.namespace());
    return who
        + " cannot "
        + attributes.verb()
        + " resource "
        + GoText.quoted(resource)
        + " in API group "
        + GoText.quoted(attributes.group())
        + where;
  }

  /**
   * The answer 403, with {@code reason} of the decision behind the message if there is one. HTML's
   * marks are escaped, for those who look at it with a browser.
   */
  public static ApiStatus status(Attributes attributes, String reason) {
    String message = escaped(message(attributes));
    String why = reason.isEmpty() ? message : message + ": " + reason;
    if (attributes.resource().isEmpty() && attributes.group().isEmpty()) {
      // Upstream's text for an error that is about no resource.
      return ApiStatus.of(403, "Forbidden", "forbidden: " + why);
    }
    return ApiStatus.forbidden(
        new GroupVersionResource(attributes.group(), attributes.version(), attributes.resource()),
        attributes.name(),
        why);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
