package dev.keelson.apiserver.model.strict;
public final class TypeMismatch extends RuntimeException { }
