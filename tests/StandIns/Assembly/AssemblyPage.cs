using System.Buffers;
using System.Text.Json;
using RiskMonitor.StandIns.Faults;

namespace RiskMonitor.StandIns.Assembly;

/// <summary>Writes one page: in version 1 in an envelope that says how long the list is, in version 1.1 as a bare array.</summary>
internal static class AssemblyPage
{
    public static ReadOnlyMemory<byte> Of(AssemblyQuery query, AssemblyRows rows, StandInFaults faults, Fault? fault, bool isBare)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            if (isBare)
            {
                WriteRows(json, query, rows, faults, fault);
                return Written(json, buffer);
            }

            var pages = (rows.Total + query.PerPage - 1) / query.PerPage;
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WritePropertyName("data");
            WriteRows(json, query, rows, faults, fault);
            json.WriteNumber("current_page", query.Page);
            WriteNext(json, query, pages, fault);
            WritePage(json, "prev_page", query.Page > 1 ? query.Page - 1 : null);
            json.WriteNumber("total_pages", pages);
            json.WriteNumber("total_count", rows.Total);
            json.WriteEndObject();
            return Written(json, buffer);
        }
    }

    private static ReadOnlyMemory<byte> Written(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer)
    {
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteRows(Utf8JsonWriter json, AssemblyQuery query, AssemblyRows rows, StandInFaults faults, Fault? fault)
    {
        var writer = new AssemblyWriter(json, faults);
        var page = fault is Fault.RepeatEarlierPage ? Math.Max(1, query.Page - 1) : query.Page;
        var offset = (int)Math.Min(int.MaxValue, (page - 1L) * query.PerPage);
        json.WriteStartArray();
        if (fault is Fault.DoubleRow)
            rows.Write(writer, offset, 1);
        rows.Write(writer, offset, query.PerPage);
        json.WriteEndArray();
    }

    private static void WriteNext(Utf8JsonWriter json, AssemblyQuery query, int pages, Fault? fault)
    {
        switch (fault)
        {
            case Fault.LeadTo lead:
                json.WriteString("next_page", lead.Next);
                break;
            case Fault.LeadToItself:
                json.WriteNumber("next_page", query.Page);
                break;
            default:
                WritePage(json, "next_page", query.Page < pages ? query.Page + 1 : null);
                break;
        }
    }

    private static void WritePage(Utf8JsonWriter json, string name, int? page)
    {
        if (page is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
