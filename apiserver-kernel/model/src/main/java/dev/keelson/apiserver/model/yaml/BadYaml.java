package dev.keelson.apiserver.model.yaml;
public final class BadYaml extends RuntimeException { public BadYaml(String m) { super(m); } }
