package dev.keelson.apiserver.model.apply;

/**
 * Who owns fields: one entry of {@code managedFields} for each.
 *
 * @param manager the client's name for itself
 * @param isApplied whether by apply or by anything else that changes
 * @param apiVersion in which it changed; "" for those that apply, so that they stay one
 * @param subresource "" for the object itself
 */
record Owner(String manager, boolean isApplied, String apiVersion, String subresource) {
  /** Who acts, until what it changed is known. */
  static final Owner ACTING = new Owner("", false, "", "");

  static Owner applier(String manager, String subresource) {
    return new Owner(named(manager), true, "", subresource);
  }

  static Owner updater(String manager, String apiVersion, String subresource) {
    return new Owner(named(manager), false, apiVersion, subresource);
  }

  private static String named(String manager) {
    return manager.isEmpty() ? "unknown" : manager;
  }

  String operation() {
    return isApplied ? "Apply" : "Update";
  }

  /** Sorts as upstream's identifiers do, which are texts of JSON. */
  String sortKey() {
    return manager + "\",\"operation\":\"" + operation() + apiVersion + subresource;
  }
}
