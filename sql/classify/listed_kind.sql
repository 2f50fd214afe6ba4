-- Grain: one device of the list by its place: its kind, and the number of its fee facts.
SELECT CAST(a.place AS INTEGER) AS place, k.kind, f.number AS fee
FROM device_axis AS a
JOIN device_kind AS k
  ON k.no = a.no AND k.device = a.device AND k.declared = a.declared AND k.volume_only_iot = a.volume_only_iot
  AND k.has_tap = a.has_tap AND k.nobody = a.nobody AND k.excluded = a.excluded AND k.rats = a.rats
  AND k.presence = a.presence AND k.activity = a.activity
  AND k.decision = a.decision AND k.detected_by = a.detected_by AND k.contested = a.contested
  AND k.ruling = a.ruling
JOIN device_fee AS f ON f.fee = a.fee
