package dev.keelson.apiserver.client;

import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.Map;

/**
 * What of a collection. Empty texts are not sent.
 *
 * @param fieldSelector {@code spec.nodeName=node-1,status.phase!=Failed}
 * @param resourceVersion "": the newest; "0": whatever the server has at hand
 * @param resourceVersionMatch {@code Exact}, {@code NotOlderThan}, or ""
 * @param pageSize objects an answer; 0: all in one
 */
public record ListOptions(
    String labelSelector,
    String fieldSelector,
    String resourceVersion,
    String resourceVersionMatch,
    int pageSize) {
  /** client-go's; an answer's size and the server's effort for it stay bounded. */
  public static final int USUAL_PAGE = 500;

  public static final ListOptions ALL = new ListOptions("", "", "", "", USUAL_PAGE);

  public ListOptions withLabels(String selector) {
    return new ListOptions(
        selector, fieldSelector, resourceVersion, resourceVersionMatch, pageSize);
  }

  public ListOptions withLabels(Map<String, String> labels) {
    return withLabels(LabelSelector.ofEqual(labels).toString());
  }

  public ListOptions withFields(String selector) {
    return new ListOptions(
        labelSelector, selector, resourceVersion, resourceVersionMatch, pageSize);
  }

  public ListOptions at(String version, String match) {
    return new ListOptions(labelSelector, fieldSelector, version, match, pageSize);
  }

  public ListOptions withPages(int size) {
    return new ListOptions(
        labelSelector, fieldSelector, resourceVersion, resourceVersionMatch, size);
  }

  UrlPath addTo(UrlPath path) {
    return path.query("labelSelector", labelSelector)
        .query("fieldSelector", fieldSelector)
        .query("resourceVersion", resourceVersion)
        .query("resourceVersionMatch", resourceVersionMatch);
  }
}
