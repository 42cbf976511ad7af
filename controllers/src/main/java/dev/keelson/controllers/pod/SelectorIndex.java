package dev.keelson.controllers.pod;

import dev.keelson.apiserver.client.informer.Informer;
import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.select.BadSelector;
import dev.keelson.apiserver.model.select.LabelRequirement;
import dev.keelson.apiserver.model.select.LabelRequirement.Operator;
import dev.keelson.apiserver.model.select.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Finds the objects whose selector selects a given one, without asking all of the namespace: each
 * is filed under one label that its selector insists on.
 */
public final class SelectorIndex {
  private final Informer informer;
  private final String name;
  private final Function<ApiObject, LabelSelector> selector;

  private SelectorIndex(
      Informer informer, String name, Function<ApiObject, LabelSelector> selector) {
    this.informer = informer;
    this.name = name;
    this.selector = selector;
  }

  /**
   * @param name unique to the caller
   * @param selector may throw {@link BadSelector}: selects nothing
   */
  public static SelectorIndex on(
      Informer informer, String name, Function<ApiObject, LabelSelector> selector) {
    SelectorIndex index = new SelectorIndex(informer, name, selector);
    informer.index(name, index::key);
    return index;
  }

  private LabelSelector selector(ApiObject object) {
    try {
      return selector.apply(object);
    } catch (BadSelector _) {
      return LabelSelector.NOTHING;
    }
  }

  private List<String> key(ApiObject object) {
    for (LabelRequirement each : selector(object).requirements()) {
      if (each.operator() == Operator.EQUALS) {
        return List.of(key(object.namespace(), each.key(), each.values().getFirst()));
      }
    }
    return List.of(key(object.namespace(), "", ""));
  }

  private static String key(String namespace, String label, String value) {
    return namespace + "/" + label + "=" + value;
  }

  /** Of its namespace. */
  public List<ApiObject> selecting(ApiObject object) {
    Map<String, String> labels = object.labels();
    List<ApiObject> found = new ArrayList<>();
    labels.forEach(
        (label, value) -> addSelecting(labels, key(object.namespace(), label, value), found));
    addSelecting(labels, key(object.namespace(), "", ""), found);
    return found;
  }

  private void addSelecting(Map<String, String> labels, String key, List<ApiObject> found) {
    for (ApiObject each : informer.store().byIndex(name, key)) {
      if (selector(each).matches(labels)) {
        found.add(each);
      }
    }
  }
}
