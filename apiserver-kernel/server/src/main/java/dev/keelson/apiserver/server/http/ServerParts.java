package dev.keelson.apiserver.server.http;

/** What all connections of one server share. */
record ServerParts(HttpBounds bounds, Dispatcher dispatcher, BodyBudget budget, DateHeader date) {}
