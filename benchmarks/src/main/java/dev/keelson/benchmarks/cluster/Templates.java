package dev.keelson.benchmarks.cluster;

import dev.keelson.apiserver.model.ApiObject;
import dev.keelson.apiserver.model.json.JsonReader;

/** What is made beside pods. */
final class Templates {
  static final String PREFIX = "keelson-bench-";

  private Templates() {}

  static ApiObject object(String json) {
    return new ApiObject(JsonReader.readObject(json));
  }

  static String nodeName(int number) {
    return PREFIX + "node-" + number;
  }

  /** Upstream's: 4 CPUs, 32 GiB, 110 pods, ready. */
  static ApiObject node(String name, String zone) {
    return object(
        """
        {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s","labels":{
        "kubernetes.io/hostname":"%s","topology.kubernetes.io/zone":"%s"}},"status":{
        "capacity":{"cpu":"4","memory":"32Gi","pods":"110"},
        "allocatable":{"cpu":"4","memory":"32Gi","pods":"110"},
        "conditions":[{"type":"Ready","status":"True","reason":"Pretended"}]}}"""
            .formatted(name, name, zone));
  }

  static ApiObject namespace(String name) {
    return object(
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}");
  }

  /** Where no controller makes it, no pod is admitted. */
  static ApiObject account(String namespace) {
    return object(
        """
        {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"%s"}}"""
            .formatted(namespace));
  }

  static String priorityClass() {
    return PREFIX + "important";
  }

  static ApiObject priorityClass(int value) {
    return object(
        """
        {"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"%s"},
        "value":%d}"""
            .formatted(priorityClass(), value));
  }

  static ApiObject service(String namespace, String name) {
    return object(
        """
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s","namespace":"%s"},
        "spec":{"selector":{"app":"none"},"ports":[{"port":8080}]}}"""
            .formatted(name, namespace));
  }

  static ApiObject configMap(String namespace, String name) {
    return object(
        """
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","namespace":"%s"},
        "data":{"text":"%s"}}"""
            .formatted(name, namespace, "x".repeat(100)));
  }

  static ApiObject deployment(String namespace, int replicas) {
    return object(
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"%s"},
        "spec":{"replicas":%d,"selector":{"matchLabels":{"app":"web"}},"template":{
        "metadata":{"labels":{"app":"web"}},"spec":{"containers":[{"name":"web",
        "image":"registry.k8s.io/pause:3.10.1","resources":{"requests":{"cpu":"10m"}}}]}}}}"""
            .formatted(namespace, replicas));
  }
}
