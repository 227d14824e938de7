using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using RiskMonitor.Domain.Observations;
using RiskMonitor.Domain.Windows;

namespace RiskMonitor.Domain.Alerts;

/// <summary>A transition as one line of JSON: dates and times are London's, a field that does not apply is not there.</summary>
public static class TransitionText
{
    // The plus sign of an offset stays a plus sign.
    internal static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One line with its end.</summary>
    public static void Write(Transition transition, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("rule"u8, transition.Alert.Rule.Value);
            json.WriteNumber("version"u8, transition.RuleVersion);
            if (transition.Edition > 0) json.WriteNumber("edition"u8, transition.Edition);
            Write(json, transition.Alert.Subject);
            json.WriteNumber("episode"u8, transition.Alert.Episode);
            json.WriteNumber("seq"u8, transition.Sequence);
            json.WriteString("from"u8, Words.Lower(transition.From));
            json.WriteString("to"u8, Words.Lower(transition.To));
            json.WriteString("severity"u8, Words.Lower(transition.Severity));
            json.WriteDate("effective"u8, transition.Effective);
            json.WriteString("at"u8, SchoolTime.InLondon(transition.At));
            json.WriteString("cause"u8, Words.Lower(transition.Cause));
            Write(json, transition.Evidence);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    internal static void Write(Utf8JsonWriter json, AlertSubject subject)
    {
        json.WriteStartObject("subject"u8);
        var trust = subject.School?.Trust ?? subject.Trust;
        if (subject.School is { IsTrust: false } school) json.WriteString("school"u8, school.Value);
        json.WriteText("trust"u8, trust?.Value);
        json.WriteText("student"u8, subject.Student?.Value);
        json.WriteText("facet"u8, subject.Facet);
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, Evidence evidence)
    {
        json.WriteStartObject("evidence"u8);
        WriteNumber(json, "count", evidence.Count);
        WriteNumber(json, "threshold", evidence.Threshold);
        json.WriteDate("windowFrom"u8, evidence.WindowFrom);
        json.WriteDate("windowTo"u8, evidence.WindowTo);
        if (!evidence.Measures.IsDefaultOrEmpty)
        {
            json.WriteStartObject("measures"u8);
            foreach (var measure in evidence.Measures) WriteNumber(json, measure.Name, measure.Value);
            json.WriteEndObject();
        }

        if (!evidence.Items.IsDefaultOrEmpty) json.WriteObjects("items"u8, evidence.Items, Write);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EvidenceItem item)
    {
        json.WriteDate("date"u8, item.Date);
        json.WriteText("session"u8, item.Session?.ToString());
        json.WriteText("code"u8, item.Code);
        json.WriteText("id"u8, item.Id);
        json.WriteText("category"u8, item.Category);
        json.WriteText("recordedByRole"u8, item.RecordedByRole);
    }

    // The same number is the same text, whichever way it was computed: 10, never 10.0.
    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? number)
    {
        if (number is { } given) json.WriteNumber(name, given / 1.0000000000000000000000000000m);
    }
}
