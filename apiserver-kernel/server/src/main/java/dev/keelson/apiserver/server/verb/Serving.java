package dev.keelson.apiserver.server.verb;

import dev.keelson.apiserver.model.apply.FieldManagement;
import dev.keelson.apiserver.model.proto.ProtobufCodec;
import dev.keelson.apiserver.model.schema.SchemaRegistry;
import dev.keelson.apiserver.server.admission.AdmissionChain;
import dev.keelson.apiserver.server.resource.ResourceRegistry;
import dev.keelson.apiserver.server.storage.ObjectStore;
import dev.keelson.apiserver.server.storage.cache.Cachers;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What all verbs work with. */
public record Serving(
    ResourceRegistry resources,
    SchemaRegistry schemas,
    ProtobufCodec protobuf,
    ObjectStore store,
    Cachers cachers,
    AdmissionChain admission,
    FieldManagement fields,
    AfterCreate afterCreate,
    Claims claims,
    InstantSource clock,
    RandomGenerator random) {}
