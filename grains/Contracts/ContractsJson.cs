using System.Text.Json;
using System.Text.Json.Serialization;

namespace RiskMonitor.Contracts;

/// <summary>The one JSON form of the contracts, generated at build time: the same on the server, in the browser and in the .NET client.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BoardSnapshot))]
[JsonSerializable(typeof(List<BoardSnapshot>))]
[JsonSerializable(typeof(BoardUpdate))]
[JsonSerializable(typeof(BoardHeartbeat))]
[JsonSerializable(typeof(SubscribeAnswer))]
[JsonSerializable(typeof(CaseContext))]
[JsonSerializable(typeof(AlertCommandBody))]
[JsonSerializable(typeof(AlertReply))]
[JsonSerializable(typeof(RevealCommand))]
[JsonSerializable(typeof(RevealReply))]
[JsonSerializable(typeof(ObservationsReply))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(ConcernImportReport))]
[JsonSerializable(typeof(ConcernImportStatus))]
[JsonSerializable(typeof(KeepNarrativeCommand))]
[JsonSerializable(typeof(NarrativeReply))]
[JsonSerializable(typeof(CategoryList))]
[JsonSerializable(typeof(SignOffCommand))]
[JsonSerializable(typeof(Me))]
[JsonSerializable(typeof(List<Persona>))]
[JsonSerializable(typeof(List<FeedReport>))]
[JsonSerializable(typeof(List<RuleText>))]
[JsonSerializable(typeof(RuleHistory))]
[JsonSerializable(typeof(EditionText))]
[JsonSerializable(typeof(PublishRulesCommand))]
[JsonSerializable(typeof(BackTestCommand))]
[JsonSerializable(typeof(BackTestStarted))]
[JsonSerializable(typeof(BackTestReport))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(string))]
public sealed partial class ContractsJson : JsonSerializerContext;
