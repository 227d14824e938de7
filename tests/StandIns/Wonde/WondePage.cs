using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RiskMonitor.StandIns.Faults;

namespace RiskMonitor.StandIns.Wonde;

/// <summary>Writes one page with its envelope, keeping Wonde's rules of when there is a pagination object and what is in it.</summary>
internal static class WondePage
{
    public static ReadOnlyMemory<byte> Of(HttpRequest request, WondeQuery query, WondeRows rows, StandInFaults faults, Fault? fault)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            var writer = new WondeWriter(json, faults);
            json.WriteStartObject();
            json.WriteStartArray("data");
            var offset = fault is Fault.RepeatEarlierPage ? Math.Max(0, query.Offset - query.PerPage) : query.Offset;
            if (fault is Fault.DoubleRow)
                rows.Write(writer, offset, 1);
            rows.Write(writer, offset, query.PerPage);
            json.WriteEndArray();
            WriteMeta(json, request, query, rows.Total, fault);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteMeta(Utf8JsonWriter json, HttpRequest request, WondeQuery query, int total, Fault? fault)
    {
        json.WriteStartObject("meta");
        if (total > WondeQuery.DefaultPerPage || query.AsksPerPage)
        {
            var isMore = (long)query.Offset + query.PerPage < total;
            json.WriteStartObject("pagination");
            json.WriteString("next", fault switch
            {
                Fault.LeadTo lead => lead.Next,
                Fault.LeadToItself => $"{request.Scheme}://{request.Host}{request.Path}{request.QueryString}",
                _ => isMore ? query.AddressOf(request, query.Page + 1) : null,
            });
            json.WriteString("previous", query.Page > 1 ? query.AddressOf(request, query.Page - 1) : null);
            json.WriteBoolean("more", isMore || fault is Fault.LeadTo or Fault.LeadToItself);
            json.WriteString("per_page", query.PerPage.ToString(CultureInfo.InvariantCulture));
            if (!query.IsCursor)
                json.WriteNumber("current_page", query.Page);
            json.WriteEndObject();
        }

        json.WriteStartArray("includes");
        foreach (var include in query.Includes.Order(StringComparer.Ordinal))
            json.WriteStringValue(include);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
