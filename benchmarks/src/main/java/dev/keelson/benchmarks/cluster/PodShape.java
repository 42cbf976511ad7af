package dev.keelson.benchmarks.cluster;

/** What a pod asks for: upstream's templates of scheduler_perf, written anew. */
enum PodShape {
  PLAIN("", "", "100m", 0),
  ANTI_AFFINITY("green", required("podAntiAffinity", "green", "kubernetes.io/hostname"), "100m", 0),
  AFFINITY("blue", required("podAffinity", "blue", "topology.kubernetes.io/zone"), "100m", 0),
  PREFERRED_AFFINITY("red", preferred("podAffinity", "red"), "100m", 0),
  PREFERRED_ANTI_AFFINITY("yellow", preferred("podAntiAffinity", "yellow"), "100m", 0),
  NODE_AFFINITY(
      "",
      """
      ,"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":
      {"nodeSelectorTerms":[{"matchExpressions":[{"key":"topology.kubernetes.io/zone",
      "operator":"In","values":["zone-0","zone-none"]}]}]}}}""",
      "100m",
      0),
  SPREAD("blue", spread("DoNotSchedule"), "100m", 0),
  PREFERRED_SPREAD("blue", spread("ScheduleAnyway"), "100m", 0),
  /** Four of them fill a node. */
  LOW("", "", "900m", 0),
  /** Fits where three of {@link #LOW} have gone. */
  IMPORTANT("", "", "3", 10),
  /** Fits on no node. */
  HUGE("", "", "9", 10);

  private final String colour;
  private final String constraint;
  private final String cpu;
  private final int priority;

  PodShape(String colour, String constraint, String cpu, int priority) {
    this.colour = colour;
    this.constraint = constraint;
    this.cpu = cpu;
    this.priority = priority;
  }

  /** Of 0 there is no class to be made. */
  int priority() {
    return priority;
  }

  /** The pod as JSON. */
  String pod(String namespace, String name) {
    String labels = colour.isEmpty() ? "" : ",\"labels\":{\"color\":\"" + colour + "\"}";
    String important =
        priority == 0 ? "" : ",\"priorityClassName\":\"" + Templates.priorityClass() + '"';
    return """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"%s"%s},"spec":{
        "containers":[{"name":"pause","image":"registry.k8s.io/pause:3.10.1",
        "ports":[{"containerPort":80}],"resources":{"limits":%s,"requests":%s}}],
        "automountServiceAccountToken":false,"terminationGracePeriodSeconds":0%s%s}}"""
        .formatted(
            name,
            namespace,
            labels,
            this == HUGE ? "{}" : amounts(),
            amounts(),
            important,
            constraint);
  }

  private String amounts() {
    return "{\"cpu\":\"" + cpu + "\",\"memory\":\"500Mi\"}";
  }

  private static String selector(String colour) {
    return "\"labelSelector\":{\"matchLabels\":{\"color\":\"" + colour + "\"}}";
  }

  private static String required(String kind, String colour, String topology) {
    return """
        ,"affinity":{"%s":{"requiredDuringSchedulingIgnoredDuringExecution":[{%s,
        "topologyKey":"%s"}]}}"""
        .formatted(kind, selector(colour), topology);
  }

  private static String preferred(String kind, String colour) {
    return """
        ,"affinity":{"%s":{"preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,
        "podAffinityTerm":{%s,"topologyKey":"kubernetes.io/hostname"}}]}}"""
        .formatted(kind, selector(colour));
  }

  private static String spread(String otherwise) {
    return """
        ,"topologySpreadConstraints":[{"maxSkew":5,"topologyKey":"topology.kubernetes.io/zone",
        "whenUnsatisfiable":"%s",%s}]"""
        .formatted(otherwise, selector("blue"));
  }
}
