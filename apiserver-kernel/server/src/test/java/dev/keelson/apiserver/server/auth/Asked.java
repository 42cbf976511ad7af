package dev.keelson.apiserver.server.auth;

/** Attributes in few words. */
public final class Asked {
  private Asked() {}

  /** {@code what}: {@code pods}, {@code pods/log}, {@code deployments.apps/scale}. */
  public static Attributes to(Caller caller, String verb, String what, String namespace) {
    return to(caller, verb, what, namespace, "");
  }

  public static Attributes to(
      Caller caller, String verb, String what, String namespace, String name) {
    int slash = what.indexOf('/');
    String resource = slash < 0 ? what : what.substring(0, slash);
    String subresource = slash < 0 ? "" : what.substring(slash + 1);
    int dot = resource.indexOf('.');
    return new Attributes(
        caller,
        verb,
        true,
        dot < 0 ? "" : resource.substring(dot + 1),
        "v1",
        dot < 0 ? resource : resource.substring(0, dot),
        subresource,
        namespace,
        name,
        "");
  }
}
